using System.Diagnostics.Metrics;
using SpecMesh.Speculation.Verification;
using SpecMesh.V1;

namespace SpecMesh.VerifierService.Loop;

/// <summary>What became of one draft's tokens. The engine thread counts; whoever collects metrics reads.</summary>
internal sealed class DraftTally
{
    // Deeper than any pass.
    private const int MostPositions = 64;

    private readonly string _name;
    private readonly KeyValuePair<string, object?> _draft;
    private readonly long[] _acceptedAt = new long[MostPositions];
    private long _received;
    private long _stale;
    private long _accepted;
    private long _rejected;
    private long _rounds;

    /// <param name="draft">The draft's name.</param>
    public DraftTally(string draft)
    {
        _name = draft;
        _draft = new("draft", draft);
    }

    /// <summary>Generations that it drafts for now. The engine thread alone sets and reads it.</summary>
    public int Active { get; set; }

    public void CountBlock(int tokens, int stale)
    {
        _received += tokens;
        _stale += stale;
    }

    public void CountOutcome(in PassOutcome outcome)
    {
        if (outcome.Accepted + outcome.Rejected == 0)
            return;
        _rounds++;
        _accepted += outcome.Accepted;
        _rejected += outcome.Rejected;
        var positions = Math.Min(outcome.Accepted, MostPositions);
        for (var i = 0; i < positions; i++)
            _acceptedAt[i]++;
    }

    /// <summary>What peers are told of it. For the engine thread.</summary>
    public DraftLink ToLink() => new() { Draft = _name, Active = Active, AcceptedTokens = _accepted, RejectedTokens = _rejected };

    public IEnumerable<Measurement<long>> Outcomes() =>
    [
        Outcome("received", ref _received), Outcome("stale", ref _stale), Outcome("accepted", ref _accepted), Outcome("rejected", ref _rejected),
    ];

    public Measurement<long> Rounds() => new(Volatile.Read(ref _rounds), _draft);

    /// <summary>Accepted tokens by their position in a round, 0 first, up to the deepest that ever was accepted.</summary>
    public IEnumerable<Measurement<long>> Positions()
    {
        for (var i = 0; i < MostPositions && (i == 0 || Volatile.Read(ref _acceptedAt[i]) > 0); i++)
            yield return new Measurement<long>(Volatile.Read(ref _acceptedAt[i]), _draft, new("position", i));
    }

    private Measurement<long> Outcome(string name, ref long count) => new(Volatile.Read(ref count), _draft, new("outcome", name));
}
