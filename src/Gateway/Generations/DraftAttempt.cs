using System.Diagnostics;
using Grpc.Core;
using SpecMesh.ServiceDefaults.Membership;
using SpecMesh.V1;

namespace SpecMesh.Gateway.Generations;

/// <summary>A generation that a draft runs on a verifier of its choice.</summary>
internal sealed class DraftAttempt(PeerLease lease, Activity? span, Generation generation) : Attempt(lease, span)
{
    private readonly AsyncServerStreamingCall<GenerateResponse> _call = new Draft.DraftClient(lease.Peer.Invoker).Generate(generation);

    protected override (Opened? Opened, Verdict? Verdict) Current
    {
        get
        {
            var message = _call.ResponseStream.Current;
            return (message.Opened, message.Verdict);
        }
    }

    protected override Task<bool> MoveNextAsync(CancellationToken cancellationToken) => _call.ResponseStream.MoveNext(cancellationToken);

    protected override void EndCall() => _call.Dispose();
}
