using SpecMesh.LoadTest.Load;

namespace SpecMesh.LoadTest.Metrics;

/// <summary>How well drafts guessed, over the requests whose server said so.</summary>
/// <param name="Accepted">Draft tokens accepted.</param>
/// <param name="Rejected">Draft tokens verified and refused.</param>
/// <param name="Tokens">Tokens of these answers.</param>
internal sealed record Acceptance(int Accepted, int Rejected, int Tokens)
{
    /// <summary>Draft tokens verified.</summary>
    public int Drafted => Accepted + Rejected;

    /// <summary>Share of the verified draft tokens that were accepted.</summary>
    public double Rate => (double)Accepted / Drafted;

    /// <summary>Passes of the target: each gives one token of its own, and the accepted ones before it.</summary>
    public int Passes => Tokens - Accepted;

    /// <summary>Tokens of a pass, its own included.</summary>
    public double Length => Passes > 0 ? (double)Tokens / Passes : Tokens;

    /// <summary>Null, if no server said anything or nothing was drafted.</summary>
    public static Acceptance? Of(IEnumerable<RequestResult> requests)
    {
        var told = requests.Where(static request => request is { Succeeded: true, Usage.Accepted: not null }).ToList();
        var sum = new Acceptance(
            told.Sum(static request => request.Usage!.Accepted!.Value),
            told.Sum(static request => request.Usage!.Rejected ?? 0),
            told.Sum(static request => request.OutputTokens));
        return sum.Drafted > 0 ? sum : null;
    }
}
