namespace SpecMesh.NodeHosting;

/// <summary>When a loop reports what it does: a change of load at once, everything else four times a second.</summary>
/// <remarks>Not thread-safe.</remarks>
/// <param name="time">The clock.</param>
public sealed class ReportPace(TimeProvider time)
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(250);

    private (int Active, int Queued)? _load;
    private long _reportedAt;

    /// <summary>Whether to report now. If so, the next time is counted from here.</summary>
    /// <param name="active">Generations that run.</param>
    /// <param name="queued">Generations that wait for a sequence.</param>
    public bool IsDue(int active, int queued)
    {
        if (_load == (active, queued) && time.GetElapsedTime(_reportedAt) < Interval)
            return false;
        _load = (active, queued);
        _reportedAt = time.GetTimestamp();
        return true;
    }
}
