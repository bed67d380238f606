using System.Collections.Immutable;

namespace SpecMesh.ServiceDefaults.Membership;

/// <summary>The peers of one role at one moment.</summary>
public sealed class PeerSnapshot
{
    private readonly TaskCompletionSource _superseded = new(TaskCreationOptions.RunContinuationsAsynchronously);

    internal PeerSnapshot(ImmutableArray<Peer> all)
    {
        All = all;
        // Two addresses may lead to one process (a name and its number, IPv4 and IPv6).
        Ready = [.. all.Where(peer => peer.State == PeerState.Ready).DistinctBy(IdentityOf)];
    }

    public ImmutableArray<Peer> All { get; }

    /// <summary>Those that take sessions, each node once.</summary>
    public ImmutableArray<Peer> Ready { get; }

    /// <summary>Completes when a newer snapshot exists, because a peer came, went, or changed its state.</summary>
    public Task Superseded => _superseded.Task;

    internal void Supersede() => _superseded.TrySetResult();

    private static string IdentityOf(Peer peer) => peer.Info?.Instance is { Length: > 0 } instance ? instance : peer.Address.ToString();
}
