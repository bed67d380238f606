using System.Threading.Channels;
using Microsoft.Extensions.Time.Testing;
using SpecMesh.LoadTest.Health;
using SpecMesh.LoadTest.Load;

namespace SpecMesh.LoadTest.Tests.Health;

public sealed class ClientMonitorTests
{
    private const int Processors = 2;
    private static readonly TimeSpan Beat = TimeSpan.FromMilliseconds(20);

    [Fact]
    public async Task A_late_timer_is_a_lag()
    {
        var time = new SignallingTime();
        var monitor = new ClientMonitor(new RunClock(time), static () => TimeSpan.Zero, Processors);

        var health = await WatchAsync(time, monitor, lags: [0, 0, 35, 0]);

        Assert.Equal(4, health.Lag.Count);
        Assert.Equal(35, health.Lag.Max, 1e-6);
        Assert.Equal(TimeSpan.FromMilliseconds(35), health.WorstLag(TimeSpan.Zero, TimeSpan.FromMilliseconds(50)));
        Assert.Equal(0, health.MeanProcessor);
    }

    [Fact]
    public async Task Processor_time_is_a_share_of_all_processors()
    {
        var time = new SignallingTime();
        var clock = new RunClock(time);
        // Nine tenths of both processors.
        var monitor = new ClientMonitor(clock, () => clock.Now * Processors * 0.9, Processors);

        var health = await WatchAsync(time, monitor, lags: new int[60]);

        Assert.Equal(0.9, health.MeanProcessor, 1e-6);
        Assert.Equal(1, health.SaturatedShare);
        Assert.True(health.Saturated(TimeSpan.FromMilliseconds(10), TimeSpan.FromMilliseconds(20)));
        Assert.True(monitor.Latest.Saturated);
    }

    private static async Task<ClientHealth> WatchAsync(SignallingTime time, ClientMonitor monitor, int[] lags)
    {
        using var end = new CancellationTokenSource();
        var limit = Limit.Start();
        var watching = Task.Run(() => monitor.RunAsync(end.Token), limit);
        foreach (var lag in lags)
        {
            await time.TimerAsync(limit);
            time.Advance(Beat + TimeSpan.FromMilliseconds(lag));
        }

        await time.TimerAsync(limit);
        await end.CancelAsync();
        return await watching;
    }

    /// <summary>Tells when someone waits for it.</summary>
    private sealed class SignallingTime : FakeTimeProvider
    {
        private readonly Channel<bool> _timers = Channel.CreateUnbounded<bool>();

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            var timer = base.CreateTimer(callback, state, dueTime, period);
            _timers.Writer.TryWrite(true);
            return timer;
        }

        public ValueTask<bool> TimerAsync(CancellationToken limit) => _timers.Reader.ReadAsync(limit);
    }
}
