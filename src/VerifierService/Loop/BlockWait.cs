using SpecMesh.Speculation.Planning;
using SpecMesh.VerifierService.Sessions;

namespace SpecMesh.VerifierService.Loop;

/// <summary>How long a decode pass waits for draft blocks that are due.</summary>
/// <param name="depthOf">The draft tokens with which a generation waits no longer.</param>
internal sealed class BlockWait(Func<OpenedGeneration, int> depthOf)
{
    /// <summary>Zero: the pass should run now.</summary>
    /// <param name="decoding">The generations of the pass.</param>
    /// <param name="now">The pass with the draft tokens at hand.</param>
    /// <param name="later">The pass with those that are wanted.</param>
    /// <param name="nearbyOnly">Whether to wait for drafts nearby only.</param>
    public TimeSpan For(IReadOnlyList<OpenedGeneration> decoding, PassPlan now, PassPlan later, bool nearbyOnly)
    {
        var longest = 0.0;
        var filled = now with { ExpectedTokens = now.ExpectedTokens + TokensDue(decoding, now.Rows) };
        for (var i = 0; i < decoding.Count; i++)
        {
            var arrival = decoding[i].Arrival;
            var wanted = depthOf(decoding[i]);
            if (!IsAwaited(decoding[i], wanted) || (nearbyOnly && !arrival.Distance.IsNear(later.Seconds)))
                continue;
            var (expected, waited) = (arrival.Distance.ArrivalSeconds(wanted), arrival.SinceVerdict.TotalSeconds);
            var wait = Math.Max(LingerPolicy.Wait(now, later, expected, waited), LingerPolicy.Wait(now, filled, expected, waited));
            if (wait == 0)
                arrival.GaveUp(wanted);
            longest = Math.Max(longest, wait);
        }

        return TimeSpan.FromSeconds(longest);
    }

    // A draft that has spoken since the verdict has sent what it wants to be verified next.
    private static bool IsAwaited(OpenedGeneration generation, int wanted) =>
        generation.Drafted && generation.Arrival.IsDue && generation.Session.DraftTokens < wanted;

    /// <summary>Tokens that a pass of so many rows each decides more if blocks that are due come: others have theirs, and pay for the rows.</summary>
    private double TokensDue(IReadOnlyList<OpenedGeneration> decoding, int rows)
    {
        var tokens = 0.0;
        for (var i = 0; i < decoding.Count; i++)
        {
            var session = decoding[i].Session;
            if (!IsAwaited(decoding[i], depthOf(decoding[i])))
                continue;
            var reach = 1.0;
            for (var depth = 1; depth <= rows - session.Pending; depth++)
            {
                reach *= session.AcceptanceAt(depth, mayCome: true);
                tokens += depth > session.DraftTokens ? reach : 0;
            }
        }

        return tokens;
    }
}
