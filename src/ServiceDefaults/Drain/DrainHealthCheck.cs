using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace SpecMesh.ServiceDefaults.Drain;

/// <summary>Unhealthy while draining, so that load balancers turn away.</summary>
internal sealed class DrainHealthCheck(DrainState drain) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(drain.IsDraining ? HealthCheckResult.Unhealthy("draining") : HealthCheckResult.Healthy());
}
