namespace SpecMesh.ServiceDefaults.Membership;

/// <summary>One session on a peer: counts as its load, and keeps its channel open, until disposed.</summary>
public sealed class PeerLease : IDisposable
{
    private int _disposed;

    internal PeerLease(Peer peer) => Peer = peer;

    public Peer Peer { get; }

    /// <summary>Says that the node failed (not the request): it is set aside for a moment.</summary>
    public void ReportFailure() => Peer.ReportFailure();

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 0)
            Peer.Release();
    }
}
