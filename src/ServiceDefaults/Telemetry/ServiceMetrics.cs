using System.Diagnostics.Metrics;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using SpecMesh.ServiceDefaults.Drain;

namespace SpecMesh.ServiceDefaults.Telemetry;

/// <summary>What every service measures of itself: whether it is healthy, whether it drains, and how many sessions it has.</summary>
internal sealed class ServiceMetrics : IHealthCheckPublisher
{
    public const string MeterName = "SpecMesh.Service";

    private int _healthy;

    public ServiceMetrics(IMeterFactory meters, DrainState drain)
    {
        var meter = meters.Create(MeterName);
        meter.CreateObservableGauge(
            "specmesh.service.healthy", () => Volatile.Read(ref _healthy), null, "1 while the last look at the service's health found it ready for work.");
        meter.CreateObservableGauge(
            "specmesh.service.draining", () => drain.IsDraining ? 1 : 0, null, "1 while running sessions are finished and none is taken.");
        meter.CreateObservableGauge("specmesh.service.sessions", () => drain.Running, "{session}", "Requests and streams that run now.");
    }

    public Task PublishAsync(HealthReport report, CancellationToken cancellationToken)
    {
        Volatile.Write(ref _healthy, report.Status == HealthStatus.Unhealthy ? 0 : 1);
        return Task.CompletedTask;
    }
}
