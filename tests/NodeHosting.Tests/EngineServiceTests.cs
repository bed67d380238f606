using Grpc.Core;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;
using Microsoft.Extensions.Time.Testing;
using SpecMesh.Inference.Engine;
using SpecMesh.Inference.Scripted;

namespace SpecMesh.NodeHosting.Tests;

public sealed class EngineServiceTests : IDisposable
{
    private readonly CancellationToken _limit = Limit.Start();
    private readonly FakeTimeProvider _time = new();
    private readonly Lifetime _lifetime = new();
    private readonly FakeLogger<EngineService<RecordingLoop>> _logger = new();
    private readonly TaskCompletionSource _started = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Func<TimeSpan>? _tick;

    public void Dispose() => Environment.ExitCode = 0;

    [Fact]
    public async Task The_loop_is_there_once_the_model_is_loaded()
    {
        var engine = new TaskCompletionSource<IEngine>();
        using var service = Service((_, _) => engine.Task);
        await service.StartAsync(_limit);
        var error = Assert.Throws<RpcException>(() => service.Loop);
        Assert.Equal(StatusCode.Unavailable, error.StatusCode);

        engine.SetResult(new ScriptedEngine());
        await _started.Task.WaitAsync(_limit);
        Assert.NotNull(service.Loop);

        await service.StopAsync(_limit);
        await service.ExecuteTask!.WaitAsync(_limit);
        Assert.False(_lifetime.Stopping.IsCompleted);
        Assert.Equal(0, Environment.ExitCode);
    }

    [Fact]
    public async Task A_model_that_cannot_be_loaded_ends_the_process_with_a_sentence()
    {
        using var service = Service((_, _) => throw new EngineException("There is no file x.gguf. Set Model:Path."));
        await service.StartAsync(_limit);
        await _lifetime.Stopping.WaitAsync(_limit);
        Assert.Equal(1, Environment.ExitCode);
        var record = Assert.Single(_logger.Collector.GetSnapshot(), record => record.Level == LogLevel.Critical);
        Assert.Equal("There is no file x.gguf. Set Model:Path.", record.Message);
    }

    [Fact]
    public async Task A_loop_that_fails_ends_the_process()
    {
        _tick = () => throw new InvalidOperationException("as the test says");
        using var service = Service((_, _) => Task.FromResult<IEngine>(new ScriptedEngine()));
        await service.StartAsync(_limit);
        await _lifetime.Stopping.WaitAsync(_limit);
        Assert.Equal(1, Environment.ExitCode);
        var record = Assert.Single(_logger.Collector.GetSnapshot(), record => record.Level == LogLevel.Critical);
        Assert.Equal("as the test says", record.Exception?.Message);
    }

    [Fact]
    public async Task A_node_that_is_stopped_while_it_loads_just_ends()
    {
        var loading = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var never = new TaskCompletionSource<IEngine>();
        using var service = Service((_, cancellationToken) =>
        {
            loading.SetResult();
            return never.Task.WaitAsync(cancellationToken);
        });
        await service.StartAsync(_limit);
        await loading.Task.WaitAsync(_limit);
        await service.StopAsync(_limit);
        await service.ExecuteTask!.WaitAsync(_limit);
        Assert.False(_lifetime.Stopping.IsCompleted);
        Assert.Equal(0, Environment.ExitCode);
    }

    [Fact]
    public async Task Progress_is_logged_now_and_then()
    {
        using var service = Service((progress, _) =>
        {
            for (var i = 0; i <= 1000; i++)
            {
                progress.Report(i / 1000f);
                _time.Advance(TimeSpan.FromMilliseconds(100));
            }

            return Task.FromResult<IEngine>(new ScriptedEngine());
        });
        await service.StartAsync(_limit);
        await _started.Task.WaitAsync(_limit);
        // 100 seconds, a line every two.
        Assert.Equal(50, _logger.Collector.GetSnapshot().Count(record => record.Message.StartsWith("Loading", StringComparison.Ordinal)));
    }

    private EngineService<RecordingLoop> Service(EngineLoader load) =>
        new(load, engine =>
        {
            var loop = new RecordingLoop(engine, _tick);
            // Runs once the loop does, before its first tick.
            loop.Post(_started.SetResult);
            return loop;
        }, _lifetime, _time, _logger);

    private sealed class Lifetime : IHostApplicationLifetime
    {
        private readonly TaskCompletionSource _stopping = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Stopping => _stopping.Task;

        public CancellationToken ApplicationStarted => new(canceled: true);

        public CancellationToken ApplicationStopping => CancellationToken.None;

        public CancellationToken ApplicationStopped => CancellationToken.None;

        public void StopApplication() => _stopping.TrySetResult();
    }
}
