using SpecMesh.Speculation.Planning;
using SpecMesh.VerifierService.Sessions;

namespace SpecMesh.VerifierService.Loop;

/// <summary>Times decode passes from end to end, waits for drafts included and prefill left out, for the trial of drafts at work and at rest.</summary>
internal sealed class DraftingPace(DraftingTrial trial, TimeProvider time)
{
    // When the last decode pass had ended, as a timestamp; 0: nothing has run since the verifier was idle.
    private long _last;
    private TimeSpan _prefill;

    /// <summary>There is nothing to decode: what passes until the next pass ends does not count.</summary>
    public void Idle() => _last = 0;

    public void Prefilled(TimeSpan elapsed) => _prefill += elapsed;

    /// <summary>A decode pass has ended.</summary>
    /// <param name="generations">What was in it.</param>
    /// <param name="committed">Tokens that it decided.</param>
    public void Decoded(IReadOnlyList<OpenedGeneration> generations, int committed)
    {
        var now = time.GetTimestamp();
        if (_last != 0 && AnyMayRest(generations))
            trial.Observe(generations.Count, committed, time.GetElapsedTime(_last, now) - _prefill);
        _last = now;
        _prefill = TimeSpan.Zero;
    }

    /// <summary>Whether the trial made a difference: a draft whose depth the client prescribes never rests.</summary>
    private static bool AnyMayRest(IReadOnlyList<OpenedGeneration> generations)
    {
        for (var i = 0; i < generations.Count; i++)
        {
            if (generations[i].Drafted && generations[i].Session.Bounds.MinDepth == 0)
                return true;
        }

        return false;
    }
}
