namespace SpecMesh.Speculation.Planning;

/// <summary>How long after a verdict the draft's answer to it arrives.</summary>
/// <remarks>
/// Every answer counts, useful or not: a draft whose blocks come a little too late to be of use is still a draft that is near, and
/// waiting for it may pay. An estimate that learned from useful blocks only would, once too high, never fall again.
/// </remarks>
public sealed class ArrivalEstimate(TimeProvider time)
{
    private const double Gain = 0.25;
    private const int RememberedVerdicts = 32;

    // What was decided when, for the last verdicts: a block that begins there answers that verdict.
    private readonly (int Decided, long At)[] _verdicts = new (int, long)[RememberedVerdicts];
    private int _count;

    /// <summary>Expected time from verdict to block, in seconds.</summary>
    /// <remarks>Unknown at first: it hopes for a draft nearby, since waiting for one that is not costs one short wait only.</remarks>
    public double Seconds { get; private set; } = 2e-3;

    // A wait is given up once: until the next verdict the estimate has learned from it what there is to learn.
    private bool _gaveUp;

    /// <summary>Whether no useful block has come in since the last verdict.</summary>
    public bool IsDue { get; private set; }

    /// <summary>Time since the last verdict.</summary>
    public TimeSpan SinceVerdict => time.GetElapsedTime(Last.At);

    private (int Decided, long At) Last => _verdicts[(_count + RememberedVerdicts - 1) % RememberedVerdicts];

    /// <summary>A verdict went out, or the generation began.</summary>
    /// <param name="decided">Number of tokens decided with it: the position that comes next.</param>
    public void VerdictSent(int decided)
    {
        _verdicts[_count++ % RememberedVerdicts] = (decided, time.GetTimestamp());
        IsDue = true;
        _gaveUp = false;
    }

    /// <summary>A block came in.</summary>
    /// <param name="position">Position of its first token.</param>
    /// <param name="useful">Whether it has tokens that can be verified.</param>
    public void BlockArrived(int position, bool useful)
    {
        if (position >= Last.Decided)
        {
            // The draft speaks about what comes next: only its first word after the verdict tells how far away it is.
            if (IsDue)
                Learn(SinceVerdict);
        }
        else if (Array.Find(_verdicts, verdict => verdict.Decided == position) is { Decided: > 0 } answered)
        {
            Learn(time.GetElapsedTime(answered.At));
        }

        if (useful)
            IsDue = false;
    }

    /// <summary>The block did not come although it was waited for: it takes at least this long.</summary>
    public void GaveUp()
    {
        if (!IsDue || _gaveUp)
            return;
        _gaveUp = true;
        Seconds = Math.Max(Seconds, Seconds + (Gain * ((2 * SinceVerdict.TotalSeconds) - Seconds)));
    }

    private void Learn(TimeSpan arrival) => Seconds += Gain * (arrival.TotalSeconds - Seconds);
}
