using Microsoft.Extensions.Diagnostics.HealthChecks;
using SpecMesh.ServiceDefaults.Membership;
using SpecMesh.V1;

namespace SpecMesh.Gateway.Models;

/// <summary>
/// Healthy while at least one verifier takes generations; degraded, which is still healthy, while one of several models has none. Drafts make
/// answers faster, not possible.
/// </summary>
internal sealed class VerifierHealthCheck([FromKeyedServices(NodeRole.Verifier)] PeerSet verifiers, ModelCatalog models) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(Check());

    private HealthCheckResult Check()
    {
        if (verifiers.Ready.IsEmpty)
            return HealthCheckResult.Unhealthy("no verifier is ready");
        var away = models.Away;
        return away.Count > 0
            ? HealthCheckResult.Degraded($"no verifier is ready of {string.Join(", ", away)}")
            : HealthCheckResult.Healthy();
    }
}
