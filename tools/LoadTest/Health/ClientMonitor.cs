using SpecMesh.LoadTest.Load;
using SpecMesh.LoadTest.Metrics;

namespace SpecMesh.LoadTest.Health;

/// <summary>
/// Watches this very client during a run. A timer that fires late tells that chunks were seen late, too: for want of processors, or
/// because the machine does other work.
/// </summary>
/// <param name="clock">The run's clock.</param>
/// <param name="processorTime">Processor time that this process has used.</param>
/// <param name="processors">Processors that it may use.</param>
internal sealed class ClientMonitor(RunClock clock, Func<TimeSpan> processorTime, int processors)
{
    private static readonly TimeSpan Beat = TimeSpan.FromMilliseconds(20);
    private const int BeatsPerSample = 25;

    private readonly List<ClientSample> _samples = [];
    private readonly List<double> _lags = [];
    private volatile object _latest = default(ClientSample);

    /// <summary>A monitor of this process.</summary>
    public static ClientMonitor OfThisProcess(RunClock clock) =>
        new(clock, static () => Environment.CpuUsage.TotalTime, Environment.ProcessorCount);

    /// <summary>The newest sample.</summary>
    public ClientSample Latest => (ClientSample)_latest;

    /// <summary>Watches until cancelled.</summary>
    public async Task<ClientHealth> RunAsync(CancellationToken cancellation)
    {
        var pausedBefore = GC.GetTotalPauseDuration();
        try
        {
            while (true)
                await SampleAsync(cancellation);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            return new ClientHealth(processors, _samples, Distribution.Of(_lags), GC.GetTotalPauseDuration() - pausedBefore);
        }
    }

    private async Task SampleAsync(CancellationToken cancellation)
    {
        var (from, used) = (clock.Now, processorTime());
        var worst = TimeSpan.Zero;
        try
        {
            for (var i = 0; i < BeatsPerSample; i++)
            {
                var before = clock.Now;
                await Task.Delay(Beat, clock.Time, cancellation);
                var lag = clock.Now - before - Beat;
                lag = lag < TimeSpan.Zero ? TimeSpan.Zero : lag;
                _lags.Add(lag.TotalMilliseconds);
                worst = lag > worst ? lag : worst;
            }
        }
        finally
        {
            // Also of the part that the end of the run cut short.
            var now = clock.Now;
            if (now > from)
            {
                var sample = new ClientSample(now, (processorTime() - used) / ((now - from) * processors), worst);
                _samples.Add(sample);
                _latest = sample;
            }
        }
    }
}
