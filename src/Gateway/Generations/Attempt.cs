using System.Diagnostics;
using Grpc.Core;
using SpecMesh.ServiceDefaults.Membership;
using SpecMesh.ServiceDefaults.Telemetry;
using SpecMesh.V1;

namespace SpecMesh.Gateway.Generations;

/// <summary>One try to run a generation on one node: an open stream of verdicts.</summary>
/// <param name="lease">The session on the node.</param>
/// <param name="span">The call's span, if anybody would read it.</param>
internal abstract class Attempt(PeerLease lease, Activity? span) : IDisposable
{
    private Opened? _opened;

    /// <summary>The verifier's first message. There once <see cref="OpenAsync"/> has completed.</summary>
    public Opened Opened => _opened ?? throw new InvalidOperationException("The attempt is not open yet.");

    /// <summary>The node that the gateway talks to.</summary>
    public Peer Node => lease.Peer;

    /// <summary>The message that <see cref="MoveNextAsync"/> came upon; the one that it is not is null.</summary>
    protected abstract (Opened? Opened, Verdict? Verdict) Current { get; }

    /// <summary>Waits for the verifier to take the generation.</summary>
    public async Task OpenAsync(CancellationToken cancellationToken)
    {
        if (!await MoveNextAsync(cancellationToken) || Current.Opened is not { } opened)
            throw Misbehaviour("did not begin with 'opened'");
        _opened = opened;
    }

    /// <summary>The next verdict. A stream that ends is the caller's to judge: it must not before a finish reason.</summary>
    /// <exception cref="RpcException">The node, its connection or the generation failed.</exception>
    public async Task<Verdict> NextAsync(CancellationToken cancellationToken)
    {
        if (!await MoveNextAsync(cancellationToken))
            throw Misbehaviour("ended its stream without a finish reason");
        return Current.Verdict ?? throw Misbehaviour("sent something else than a verdict");
    }

    /// <summary>Notes why the attempt broke.</summary>
    public void Fail(Exception failure) => span.Fail(failure);

    /// <summary>Says that the node, not the request, failed.</summary>
    public void ReportFailure() => lease.ReportFailure();

    /// <summary>The failure of a node that breaks the protocol.</summary>
    public RpcException Misbehaviour(string what) => new(new Status(StatusCode.Internal, $"{Node.Name} {what}."));

    public void Dispose()
    {
        EndCall();
        span.End();
        lease.Dispose();
    }

    protected abstract Task<bool> MoveNextAsync(CancellationToken cancellationToken);

    /// <summary>Cancels the call if it still runs.</summary>
    protected abstract void EndCall();
}
