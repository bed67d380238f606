using Grpc.Core;
using SpecMesh.ServiceDefaults.Membership;
using SpecMesh.V1;

namespace SpecMesh.Gateway.Generations;

/// <summary>A generation on a verifier without a draft: plain decoding.</summary>
internal sealed class VerifierAttempt(PeerLease lease, Generation generation) : Attempt(lease)
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
            await SendAsync(cancellationToken);
        }

        return await _call.ResponseStream.MoveNext(cancellationToken);
    }

    protected override void EndCall() => _call.Dispose();

    private async Task SendAsync(CancellationToken cancellationToken)
    {
        try
        {
            await _call.RequestStream.WriteAsync(
                new VerifyRequest { Open = new VerifyOpen { Generation = generation } }, cancellationToken);
            await _call.RequestStream.CompleteAsync();
        }
        catch (InvalidOperationException)
        {
            // The call has ended before it was sent. Why, the response stream says.
        }
    }
}
