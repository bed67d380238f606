using Grpc.Core;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using SpecMesh.Inference.Engine;

namespace SpecMesh.NodeHosting;

/// <summary>Loads an engine. Progress goes from 0 to 1.</summary>
public delegate Task<IEngine> EngineLoader(IProgress<float> progress, CancellationToken cancellationToken);

/// <summary>Puts a loop around a loaded engine.</summary>
public delegate TLoop EngineLoopFactory<out TLoop>(IEngine engine);

/// <summary>
/// Loads the model while the endpoints are already up, then runs the loop that owns it. A node whose model cannot be loaded or
/// whose loop fails ends its process with exit code 1 and a sentence in the log: whoever started it decides what comes next.
/// </summary>
public sealed partial class EngineService<TLoop>(
    EngineLoader load,
    EngineLoopFactory<TLoop> createLoop,
    IHostApplicationLifetime lifetime,
    TimeProvider time,
    ILogger<EngineService<TLoop>> logger) : BackgroundService
    where TLoop : EngineLoop
{
    private TLoop? _loop;

    /// <summary>The running loop.</summary>
    /// <exception cref="RpcException">UNAVAILABLE while the model loads.</exception>
    public TLoop Loop =>
        Volatile.Read(ref _loop) ?? throw new RpcException(new Status(StatusCode.Unavailable, "The node is loading its model."));

    public override void Dispose()
    {
        // First, because it cancels the stopping token, and that stops the loop.
        base.Dispose();
        // The container disposes of it twice: as a service and as a hosted service.
        Interlocked.Exchange(ref _loop, null)?.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            var engine = await load(new ProgressLog(time, logger), stoppingToken);
            var loop = createLoop(engine);
            Volatile.Write(ref _loop, loop);
            loop.Start();
            await using var stop = stoppingToken.Register(loop.Stop);
            await loop.Ended;
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Asked to stop while loading.
        }
        catch (EngineException e)
        {
            Log.CannotRun(logger, e.Message);
            await FailAsync(stoppingToken);
        }
        catch (Exception e)
        {
            Log.LoopFailed(logger, e);
            await FailAsync(stoppingToken);
        }
    }

    private async Task FailAsync(CancellationToken stoppingToken)
    {
        Environment.ExitCode = 1;
        // A host that is stopped while it still starts ends with a stack trace of its own.
        using var started = CancellationTokenSource.CreateLinkedTokenSource(lifetime.ApplicationStarted, stoppingToken);
        await Task.Delay(Timeout.Infinite, started.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        lifetime.StopApplication();
    }

    /// <summary>Logs how far loading is, now and then: a large model takes minutes, a small one needs no line.</summary>
    private sealed class ProgressLog(TimeProvider time, ILogger logger) : IProgress<float>
    {
        private static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);

        private long _last = time.GetTimestamp();

        public void Report(float value)
        {
            if (time.GetElapsedTime(_last) < Interval)
                return;
            _last = time.GetTimestamp();
            Log.Loading(logger, value);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Information, "Loading the model: {Share:P0}")]
        public static partial void Loading(ILogger logger, float share);

        [LoggerMessage(LogLevel.Critical, "{Reason}")]
        public static partial void CannotRun(ILogger logger, string reason);

        [LoggerMessage(LogLevel.Critical, "The engine loop failed")]
        public static partial void LoopFailed(ILogger logger, Exception exception);
    }
}
