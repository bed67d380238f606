using Grpc.Core;

namespace SpecMesh.ServiceDefaults.Drain;

/// <summary>
/// Whether this process still takes sessions, and how many run. From SIGTERM on it takes none; those that run are finished
/// before the server closes its connections.
/// </summary>
public sealed class DrainState : IDisposable
{
    private readonly Lock _gate = new();
    private readonly CancellationTokenSource _draining = new();
    private readonly CancellationTokenSource _ended = new();
    private readonly TaskCompletionSource _idle = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool _isDraining;
    private int _running;

    /// <summary>True from the first sign of shutdown on: no new session is taken.</summary>
    public bool IsDraining => Volatile.Read(ref _isDraining);

    /// <summary>Sessions that run now.</summary>
    public int Running => Volatile.Read(ref _running);

    /// <summary>Cancelled when draining begins.</summary>
    public CancellationToken Draining => _draining.Token;

    /// <summary>
    /// Cancelled when draining is over: the last session has ended, or the time for it is up. Whatever still runs must end now,
    /// endless streams too.
    /// </summary>
    public CancellationToken Ended => _ended.Token;

    /// <summary>Counts a session until the lease is disposed; null when draining.</summary>
    public IDisposable? TryEnter()
    {
        lock (_gate)
        {
            if (_isDraining)
                return null;
            _running++;
        }

        return new Lease(this);
    }

    /// <summary>Counts a session until the lease is disposed.</summary>
    /// <exception cref="RpcException">UNAVAILABLE, when draining.</exception>
    public IDisposable Enter() =>
        TryEnter() ?? throw new RpcException(new Status(StatusCode.Unavailable, "The node is draining and takes no new session."));

    /// <summary>Refuses sessions from now on. May be called more than once.</summary>
    public void Begin()
    {
        lock (_gate)
        {
            if (_isDraining)
                return;
            _isDraining = true;
            if (_running == 0)
                _idle.SetResult();
        }

        _draining.Cancel();
    }

    /// <summary>Begins to drain and waits until no session runs, at most for <paramref name="timeout"/>.</summary>
    /// <returns>Sessions that still run: 0 unless the time was too short.</returns>
    public async Task<int> CompleteAsync(TimeSpan timeout, TimeProvider time, CancellationToken cancellationToken)
    {
        Begin();
        try
        {
            await _idle.Task.WaitAsync(timeout, time, cancellationToken);
        }
        catch (Exception e) when (e is TimeoutException or OperationCanceledException)
        {
            return Running;
        }
        finally
        {
            await _ended.CancelAsync();
        }

        return 0;
    }

    public void Dispose()
    {
        _draining.Dispose();
        _ended.Dispose();
    }

    private void Leave()
    {
        lock (_gate)
        {
            if (--_running == 0 && _isDraining)
                _idle.SetResult();
        }
    }

    private sealed class Lease(DrainState state) : IDisposable
    {
        private DrainState? _state = state;

        public void Dispose() => Interlocked.Exchange(ref _state, null)?.Leave();
    }
}
