using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using SpecMesh.ServiceDefaults.Nodes;

namespace SpecMesh.ServiceDefaults.Drain;

/// <summary>Holds the host's shutdown back until the running sessions have ended.</summary>
/// <remarks>
/// The host calls <see cref="StoppingAsync"/> of every service before it stops any of them, so Kestrel still serves the running
/// calls, health and load streams while this one waits. Kestrel closes its connections afterwards.
/// </remarks>
internal sealed partial class DrainService(
    DrainState drain,
    IHostApplicationLifetime lifetime,
    IOptions<NodeOptions> options,
    TimeProvider time,
    ILogger<DrainService> logger) : IHostedLifecycleService
{
    // SIGTERM fires ApplicationStopping a moment before the host calls StoppingAsync; host.StopAsync does it the other way round.
    public Task StartingAsync(CancellationToken cancellationToken)
    {
        lifetime.ApplicationStopping.Register(drain.Begin);
        return Task.CompletedTask;
    }

    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        var timeout = options.Value.DrainTimeout;
        drain.Begin();
        if (drain.Running > 0)
            Log.Draining(logger, drain.Running, timeout.TotalSeconds);
        var left = await drain.CompleteAsync(timeout, time, cancellationToken);
        if (left > 0)
            Log.TimeIsUp(logger, left, timeout.TotalSeconds);
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Information, "Draining: waiting up to {Seconds} s for {Count} running session(s).")]
        public static partial void Draining(ILogger logger, int count, double seconds);

        [LoggerMessage(LogLevel.Warning, "{Count} session(s) still ran after {Seconds} s (Node:DrainTimeout) and are cut off.")]
        public static partial void TimeIsUp(ILogger logger, int count, double seconds);
    }
}
