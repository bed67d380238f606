using SpecMesh.AppHost.Topology;

namespace SpecMesh.AppHost.Local;

/// <summary>Keeps one service running: starts it, watches it become healthy, and starts it again when it dies.</summary>
public sealed class SupervisedService : IAsyncDisposable
{
    private readonly Func<ChildProcess> _start;
    private readonly HealthProbe _probe;
    private readonly MeshHostOptions _options;
    private readonly Action<string> _say;
    private readonly StatusBoard _board = new();
    private readonly CancellationTokenSource _stopping = new();
    private volatile ChildProcess? _child;
    private volatile bool _exitExpected;
    private Task _supervision = Task.CompletedTask;

    internal SupervisedService(
        ServiceSpec spec, Func<ChildProcess> start, HealthProbe probe, MeshHostOptions options, Action<string> say)
    {
        Spec = spec;
        _start = start;
        _probe = probe;
        _options = options;
        _say = say;
    }

    /// <summary>What runs.</summary>
    public ServiceSpec Spec { get; }

    /// <summary>Where it stands now.</summary>
    public ServiceStatus Status => _board.Current;

    /// <summary>The first status from now on that meets the condition.</summary>
    public Task<ServiceStatus> WaitForAsync(Predicate<ServiceStatus> condition, CancellationToken cancellation) =>
        _board.WaitForAsync(condition, cancellation);

    /// <summary>Ends the process at once; it counts as a death, so the service may be started again.</summary>
    public void Kill() => _child?.Kill();

    /// <summary>From now on an end of the process is no death: the service is not started again.</summary>
    public void ExpectExit() => _exitExpected = true;

    /// <summary>Lets the service finish what it runs and stop; kills it when that takes longer than the drain limit.</summary>
    public async Task StopAsync()
    {
        ExpectExit();
        _board.Update(status => status.ProcessId is null ? status : status with { State = ServiceState.Stopping });
        await _stopping.CancelAsync();
        _child?.RequestStop();
        try
        {
            await _supervision.WaitAsync(_options.DrainLimit, _options.Time);
        }
        catch (TimeoutException)
        {
            _say($"has not stopped within {_options.DrainLimit.TotalSeconds:0.#} s; killing it");
            Kill();
            await _supervision;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _stopping.Dispose();
    }

    internal void Start() => _supervision = SuperviseAsync();

    private async Task SuperviseAsync()
    {
        var deaths = 0;
        while (!_exitExpected)
        {
            var (exitCode, healthyFor) = await RunOnceAsync();
            if (_exitExpected)
                break;

            deaths = _options.Restart.Count(deaths, healthyFor);
            if (!_options.RestartsDead)
            {
                _say($"exited with code {exitCode}");
                _board.Update(status => status with { State = ServiceState.Dead });
                return;
            }

            var wait = _options.Restart.Wait(deaths);
            _say($"exited with code {exitCode}; starting it again in {wait.TotalSeconds:0.#} s");
            _board.Update(status => status with { State = ServiceState.Waiting });
            await Task.Delay(wait, _options.Time, _stopping.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        _board.Update(status => status with { State = ServiceState.Stopped });
    }

    private async Task<(int ExitCode, TimeSpan HealthyFor)> RunOnceAsync()
    {
        using var child = _start();
        _child = child;
        _board.Update(status => status with { State = ServiceState.Starting, Starts = status.Starts + 1, ProcessId = child.Id });
        if (_stopping.IsCancellationRequested)
            child.RequestStop();

        var healthySince = await WaitUntilHealthyAsync(child);
        var exitCode = await child.Exited;
        _child = null;
        _board.Update(status => status with { ProcessId = null, ExitCode = exitCode });
        return (exitCode, healthySince is { } since ? _options.Time.GetElapsedTime(since) : TimeSpan.Zero);
    }

    // The time stamp of becoming healthy, or null where the process ended or was asked to stop before that.
    private async Task<long?> WaitUntilHealthyAsync(ChildProcess child)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(_stopping.Token);
        var probe = _probe.WaitAsync(Spec.HealthUrl, ended.Token);
        if (await Task.WhenAny(probe, child.Exited) != probe || !probe.IsCompletedSuccessfully)
        {
            await ended.CancelAsync();
            await probe.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            return null;
        }

        _board.Update(status => status with { State = ServiceState.Healthy, WasHealthy = true });
        return _options.Time.GetTimestamp();
    }
}
