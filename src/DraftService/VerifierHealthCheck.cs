using Microsoft.Extensions.Diagnostics.HealthChecks;
using SpecMesh.NodeHosting;
using SpecMesh.ServiceDefaults.Membership;
using SpecMesh.V1;

namespace SpecMesh.DraftService;

/// <summary>Degraded, which is still healthy, while the draft is of no use: it runs, and works as soon as a verifier comes that it fits.</summary>
internal sealed class VerifierHealthCheck([FromKeyedServices(NodeRole.Verifier)] PeerSet verifiers, NodeStatus status) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(Check());

    private HealthCheckResult Check()
    {
        if (status.Info is not { } own)
            return HealthCheckResult.Healthy();
        var fit = VerifierFit.Of(verifiers.Ready, own.Vocabulary);
        return fit switch
        {
            { Models.Count: > 0 } => HealthCheckResult.Healthy(),
            { Misfits.Count: > 0 } => HealthCheckResult.Degraded(
                $"the vocabulary of {own.Model} fits no verifier's: {fit.DescribeMisfits()}; set Model:Path to a model of the same family"),
            _ => HealthCheckResult.Degraded("no verifier is ready"),
        };
    }
}
