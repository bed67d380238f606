using SpecMesh.Speculation.Planning;
using SpecMesh.VerifierService.Sessions;

namespace SpecMesh.VerifierService.Loop;

/// <summary>How long a decode pass waits for draft blocks that are due.</summary>
/// <param name="depthOf">The draft tokens with which a generation waits no longer.</param>
internal sealed class BlockWait(Func<OpenedGeneration, int> depthOf)
{
    private readonly List<OpenedGeneration> _awaited = [];

    /// <summary>Zero: the pass should run now.</summary>
    /// <param name="decoding">The generations of the pass.</param>
    /// <param name="now">The pass with the draft tokens at hand.</param>
    /// <param name="later">The pass with those that are wanted.</param>
    /// <param name="promptsWait">Whether there are prompts to be read: then a wait is worth while for drafts nearby only.</param>
    public TimeSpan For(IReadOnlyList<OpenedGeneration> decoding, PassPlan now, PassPlan later, bool promptsWait)
    {
        _awaited.Clear();
        for (var i = 0; i < decoding.Count; i++)
        {
            if (IsAwaited(decoding[i]) && (!promptsWait || decoding[i].Arrival.Distance.IsNear(later.Seconds)))
                _awaited.Add(decoding[i]);
        }

        var longest = 0.0;
        var filled = now with { ExpectedTokens = now.ExpectedTokens + TokensDue(now.Rows) };
        foreach (var generation in _awaited)
        {
            var (arrival, wanted) = (generation.Arrival, depthOf(generation));
            var (expected, waited) = (arrival.Distance.ArrivalSeconds(wanted), arrival.SinceVerdict.TotalSeconds);
            var wait = Math.Max(LingerPolicy.Wait(now, later, expected, waited), LingerPolicy.Wait(now, filled, expected, waited));
            if (wait > 0)
                arrival.WasWaitedFor = true;
            else if (arrival.WasWaitedFor)
                arrival.GaveUp(wanted);
            longest = Math.Max(longest, wait);
        }

        return TimeSpan.FromSeconds(longest);
    }

    // A draft that has spoken since the verdict has sent what it wants to be verified next.
    private bool IsAwaited(OpenedGeneration generation) =>
        generation.Drafted && generation.Arrival is { IsDue: true, HasGivenUp: false } && generation.Session.DraftTokens < depthOf(generation);

    /// <summary>Tokens that a pass of so many rows each decides more if the blocks come: rows that it has in any case, since others have theirs or guesses fill them.</summary>
    private double TokensDue(int rows)
    {
        var tokens = 0.0;
        foreach (var generation in _awaited)
        {
            var session = generation.Session;
            var (reach, reachNow) = (1.0, 1.0);
            var more = 0.0;
            for (var depth = 1; depth <= Math.Min(rows - session.Pending, depthOf(generation)); depth++)
            {
                reach *= session.AcceptanceAt(depth, mayCome: true);
                reachNow *= session.AcceptanceAt(depth);
                more += reach - reachNow;
            }

            tokens += Math.Max(0, more);
        }

        return tokens;
    }
}
