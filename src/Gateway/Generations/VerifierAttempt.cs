using System.Diagnostics;
using Grpc.Core;
using SpecMesh.ServiceDefaults.Membership;
using SpecMesh.V1;

namespace SpecMesh.Gateway.Generations;

/// <summary>A generation on a verifier without a draft: plain decoding.</summary>
internal sealed class VerifierAttempt(PeerLease lease, Activity? span, Generation generation) : Attempt(lease, span)
{
    private readonly AsyncDuplexStreamingCall<VerifyRequest, VerifyResponse> _call = new Verifier.VerifierClient(lease.Peer.Invoker).Verify();
    private bool _sent;

    protected override (Opened? Opened, Verdict? Verdict) Current
    {
        get
        {
            var message = _call.ResponseStream.Current;
            return (message.Opened, message.Verdict);
        }
    }

    protected override async Task<bool> MoveNextAsync(CancellationToken cancellationToken)
    {
        if (!_sent)
        {
            _sent = true;
            var open = new VerifyRequest { Open = new VerifyOpen { Generation = generation } };
            // Where the call has ended already, its answer says why.
            if (await _call.RequestStream.TryWriteAsync(open, cancellationToken))
                await _call.RequestStream.CompleteAsync();
        }

        return await _call.ResponseStream.MoveNext(cancellationToken);
    }

    protected override void EndCall() => _call.Dispose();
}
