namespace SpecMesh.AppHost.Local;

/// <summary>The latest status of a service, and a way to wait for the next.</summary>
internal sealed class StatusBoard
{
    private readonly Lock _lock = new();
    private ServiceStatus _current = ServiceStatus.Initial;
    private TaskCompletionSource _changed = NewSignal();

    public ServiceStatus Current
    {
        get
        {
            lock (_lock)
                return _current;
        }
    }

    public void Update(Func<ServiceStatus, ServiceStatus> change)
    {
        TaskCompletionSource changed;
        lock (_lock)
        {
            _current = change(_current);
            changed = _changed;
            _changed = NewSignal();
        }

        changed.SetResult();
    }

    /// <summary>The first status from now on that meets the condition. States between two looks may be missed.</summary>
    public async Task<ServiceStatus> WaitForAsync(Predicate<ServiceStatus> condition, CancellationToken cancellation)
    {
        while (true)
        {
            ServiceStatus status;
            Task changed;
            lock (_lock)
            {
                status = _current;
                changed = _changed.Task;
            }

            if (condition(status))
                return status;
            await changed.WaitAsync(cancellation);
        }
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
