using Microsoft.Extensions.Diagnostics.HealthChecks;
using SpecMesh.ServiceDefaults.Membership;
using SpecMesh.V1;

namespace SpecMesh.Gateway.Models;

/// <summary>Healthy while at least one verifier takes generations. Drafts make answers faster, not possible.</summary>
internal sealed class VerifierHealthCheck([FromKeyedServices(NodeRole.Verifier)] PeerSet verifiers) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(verifiers.Ready.IsEmpty ? HealthCheckResult.Unhealthy("no verifier is ready") : HealthCheckResult.Healthy());
}
