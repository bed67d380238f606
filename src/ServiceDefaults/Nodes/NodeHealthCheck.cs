using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace SpecMesh.ServiceDefaults.Nodes;

/// <summary>Unhealthy until the node knows what it is, that is, until its model is loaded.</summary>
internal sealed class NodeHealthCheck(INodeStatus status) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(status.Info is null ? HealthCheckResult.Unhealthy("loading the model") : HealthCheckResult.Healthy());
}
