using SpecMesh.AppHost.Topology;

namespace SpecMesh.AppHost.Local;

/// <summary>Waits until a mesh can be used and says what it is waiting for.</summary>
internal sealed class StartUp(LocalMesh mesh, TimeProvider time, ILogSink log)
{
    private static readonly TimeSpan ReportInterval = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Returns null once every service is healthy, or the first one that died although the mesh cannot do without it. The mesh can
    /// do without a draft: one that dies is reported, and the host goes on trying to start it.
    /// </summary>
    public async Task<ServiceSpec?> WaitAsync(CancellationToken cancellation)
    {
        var start = time.GetTimestamp();
        var waiting = mesh.Services.Values.ToDictionary(service => WaitForAsync(service, start, cancellation), service => service.Spec);
        using var timer = new PeriodicTimer(ReportInterval, time);
        var tick = timer.WaitForNextTickAsync(cancellation).AsTask();
        while (waiting.Count > 0)
        {
            var next = await Task.WhenAny([.. waiting.Keys, tick]);
            if (next == tick)
            {
                await tick;
                log.Host($"Waiting for {string.Join(", ", waiting.Values.Select(spec => spec.Name).Order())} to load.");
                tick = timer.WaitForNextTickAsync(cancellation).AsTask();
                continue;
            }

            var settled = (Task<bool>)next;
            waiting.Remove(settled, out var service);
            if (await settled)
                continue;
            if (service!.Role != ServiceRole.Draft)
                return service;
            log.Host($"{service.Name} could not start; its lines above say why. The mesh goes on without it.");
        }

        return null;
    }

    private async Task<bool> WaitForAsync(SupervisedService service, long start, CancellationToken cancellation)
    {
        var status = await service.WaitForAsync(status => status.WasHealthy || status.ExitCode is not null, cancellation);
        if (status.WasHealthy)
            log.Host($"{service.Spec.Name} is healthy after {time.GetElapsedTime(start).TotalSeconds:0.0} s");
        return status.WasHealthy;
    }
}
