using System.Diagnostics;
using Grpc.Core;
using SpecMesh.ServiceDefaults.Membership;
using SpecMesh.ServiceDefaults.Telemetry;
using SpecMesh.V1;

namespace SpecMesh.DraftService.Relay;

/// <summary>An open verify stream on one verifier.</summary>
internal sealed class VerifyStream : IDisposable
{
    private readonly AsyncDuplexStreamingCall<VerifyRequest, VerifyResponse> _call;
    private readonly PeerLease _lease;
    private readonly Activity? _span;

    private VerifyStream(AsyncDuplexStreamingCall<VerifyRequest, VerifyResponse> call, PeerLease lease, Activity? span, Opened opened)
    {
        _span = span;
        _call = call;
        _lease = lease;
        Opened = opened;
    }

    /// <summary>The verifier's first answer.</summary>
    public Opened Opened { get; }

    /// <summary>Number of token ids of the target.</summary>
    public int VocabularySize => _lease.Peer.Info!.Vocabulary.Size;

    /// <summary>Opens a stream and waits until the verifier has taken the generation.</summary>
    /// <param name="lease">The session on the verifier; owned by the stream once this returns.</param>
    /// <param name="open">The first message.</param>
    /// <param name="attempt">Bounds the opening.</param>
    /// <param name="session">Ends the stream at any time.</param>
    public static async Task<VerifyStream> OpenAsync(
        PeerLease lease, VerifyOpen open, CancellationToken attempt, CancellationToken session)
    {
        var span = Spans.BeginCall(lease.Peer, Verifier.Descriptor.FullName, nameof(Verifier.VerifierClient.Verify));
        var call = new Verifier.VerifierClient(lease.Peer.Invoker).Verify(cancellationToken: session);
        try
        {
            // A verifier that has refused already, as when it drains, says why in its answer.
            await call.RequestStream.TryWriteAsync(new VerifyRequest { Open = open }, attempt);
            if (await call.ResponseStream.MoveNext(attempt) && call.ResponseStream.Current.Opened is { } opened)
                return new VerifyStream(call, lease, span, opened);
            throw new RpcException(new Status(StatusCode.Internal, "The verifier did not answer with `opened`."));
        }
        catch (Exception e) when (IsLoss(e) && !attempt.IsCancellationRequested && !session.IsCancellationRequested)
        {
            Abandon(call, span, e);
            throw Lost(e);
        }
        catch (Exception e)
        {
            Abandon(call, span, e);
            throw;
        }
    }

    /// <summary>Sends a block; false when the stream has ended, of which the reading side learns why.</summary>
    public Task<bool> TryWriteAsync(VerifyRequest block, CancellationToken cancellationToken) =>
        _call.RequestStream.TryWriteAsync(block, cancellationToken);

    /// <summary>The next verdict; null when the verifier has ended the stream.</summary>
    public async Task<Verdict?> ReadAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await _call.ResponseStream.MoveNext(cancellationToken) ? _call.ResponseStream.Current.Verdict : null;
        }
        catch (Exception e) when (IsLoss(e) && !cancellationToken.IsCancellationRequested)
        {
            throw Lost(e);
        }
    }

    /// <summary>Notes why the stream broke.</summary>
    public void Fail(Exception failure) => _span.Fail(failure);

    /// <summary>Says that the verifier failed, so that others are preferred for a moment.</summary>
    public void ReportFailure() => _lease.ReportFailure();

    public void Dispose()
    {
        _call.Dispose();
        _span.End();
        _lease.Dispose();
    }

    private static void Abandon(AsyncDuplexStreamingCall<VerifyRequest, VerifyResponse> call, Activity? span, Exception failure)
    {
        call.Dispose();
        span.Fail(failure);
        span.End();
    }

    // A verifier that is being stopped cancels its calls, and the client reports that as if this side had cancelled. A connection
    // that breaks within a write is reported as it is.
    private static bool IsLoss(Exception failure) =>
        failure is OperationCanceledException or IOException or RpcException { StatusCode: StatusCode.Cancelled };

    private static RpcException Lost(Exception failure) =>
        new(new Status(StatusCode.Unavailable, $"The verifier broke the stream off: {failure.Message}", failure));
}
