namespace SpecMesh.LoadTest.Load;

/// <summary>Time since the start of a run.</summary>
internal sealed class RunClock(TimeProvider time)
{
    private static readonly TimeSpan TimerStep = TimeSpan.FromMilliseconds(1);
    private readonly long _start = time.GetTimestamp();

    public TimeProvider Time => time;

    public TimeSpan Now => time.GetElapsedTime(_start);

    public TimeSpan At(long timestamp) => time.GetElapsedTime(_start, timestamp);

    /// <summary>Waits until <paramref name="due"/>; never ends early.</summary>
    public async Task UntilAsync(TimeSpan due, CancellationToken cancellation)
    {
        // Timers count whole milliseconds and may fire a part of one too soon.
        while (due - Now is var left && left > TimeSpan.Zero)
            await Task.Delay(left < TimerStep ? TimerStep : left, time, cancellation);
    }
}
