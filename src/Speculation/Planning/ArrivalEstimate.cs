namespace SpecMesh.Speculation.Planning;

/// <summary>How long after a verdict the draft's next useful block arrives.</summary>
public sealed class ArrivalEstimate
{
    private const double Gain = 0.25;

    // Unknown at first: hope for a draft nearby, since waiting for one that is not costs one short wait only.
    private double _seconds = 2e-3;
    private long _verdictAt;

    /// <summary>Expected time from verdict to block, in seconds.</summary>
    public double Seconds => _seconds;

    /// <summary>When the last verdict went out, as a <see cref="TimeProvider"/> timestamp.</summary>
    public long VerdictAt => _verdictAt;

    /// <summary>Whether no useful block has come in since the last verdict.</summary>
    public bool IsDue { get; private set; }

    /// <summary>A verdict went out.</summary>
    public void VerdictSent(long timestamp)
    {
        _verdictAt = timestamp;
        IsDue = true;
    }

    /// <summary>A block with useful tokens came in.</summary>
    /// <param name="sinceVerdict">Time since the last verdict.</param>
    public void BlockArrived(TimeSpan sinceVerdict)
    {
        if (!IsDue)
            return;
        IsDue = false;
        _seconds += Gain * (sinceVerdict.TotalSeconds - _seconds);
    }

    /// <summary>The block did not come although it was waited for: it takes at least this long.</summary>
    public void GaveUp(TimeSpan sinceVerdict)
    {
        if (IsDue)
            _seconds = Math.Max(_seconds, _seconds + Gain * (2 * sinceVerdict.TotalSeconds - _seconds));
    }
}
