using System.Diagnostics;
using Grpc.Core;
using Polly.Timeout;
using SpecMesh.Gateway.Models;
using SpecMesh.ServiceDefaults.Membership;
using SpecMesh.ServiceDefaults.Telemetry;
using SpecMesh.V1;

namespace SpecMesh.Gateway.Generations;

/// <summary>Opens attempts: on drafts that fit, each at most once, or on a verifier.</summary>
internal sealed class AttemptOpener(
    [FromKeyedServices(NodeRole.Draft)] SessionOpener drafts,
    [FromKeyedServices(NodeRole.Verifier)] SessionOpener verifiers,
    ModelCatalog models)
{
    /// <summary>Opens on a draft that fits and is not busier than others.</summary>
    /// <param name="generation">What to generate.</param>
    /// <param name="drafting">Which drafts may.</param>
    /// <param name="failed">Drafts to leave out. Those that fail here are added.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Null if no draft is left; a verifier can still answer.</returns>
    /// <exception cref="RpcException">The request is wrong.</exception>
    public async Task<Attempt?> TryOpenOnDraftAsync(
        Generation generation, DraftChoice drafting, HashSet<Peer> failed, CancellationToken cancellationToken)
    {
        try
        {
            return await drafts.OpenAsync<Attempt>(
                async (lease, opening) =>
                {
                    failed.Add(lease.Peer);
                    var attempt = await OpenAsync(new DraftAttempt(lease, SpanOf(lease, Draft.Descriptor.FullName, nameof(Draft.DraftClient.Generate)), generation), opening);
                    failed.Remove(lease.Peer);
                    return attempt;
                },
                draft => !draft.IsSetAside && !failed.Contains(draft) && drafting.Allows(draft.Name) && models.Fits(draft, generation.Model),
                key: 0,
                cancellationToken);
        }
        catch (Exception e) when (e is NoPeerException or TimeoutRejectedException)
        {
            return null;
        }
        catch (RpcException e) when (e.StatusCode is not (StatusCode.InvalidArgument or StatusCode.OutOfRange))
        {
            // NOT_FOUND too: it tells which verifiers that draft knows, not which there are.
            return null;
        }
    }

    /// <summary>Opens on a verifier without a draft: the one that a draft would choose.</summary>
    public Task<Attempt> OpenOnVerifierAsync(Generation generation, CancellationToken cancellationToken) => verifiers.OpenAsync(
        async (lease, opening) => await OpenAsync(
            new VerifierAttempt(lease, SpanOf(lease, Verifier.Descriptor.FullName, nameof(Verifier.VerifierClient.Verify)), generation), opening),
        verifier => verifier.Info?.Model == generation.Model,
        generation.PrefixKey,
        cancellationToken);

    // Its callers are asynchronous, so that the span is current no longer than they run.
    private static Activity? SpanOf(PeerLease lease, string service, string method) => Spans.BeginCall(lease.Peer, service, method);

    private static async Task<Attempt> OpenAsync(Attempt attempt, CancellationToken opening)
    {
        try
        {
            await attempt.OpenAsync(opening);
            return attempt;
        }
        catch (Exception e)
        {
            attempt.Fail(e);
            attempt.Dispose();
            throw;
        }
    }
}
