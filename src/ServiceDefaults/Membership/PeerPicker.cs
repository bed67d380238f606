namespace SpecMesh.ServiceDefaults.Membership;

/// <summary>Picks the peer for a new session: the least used of those that fit, at random among equals.</summary>
public sealed class PeerPicker(PeerSet peers)
{
    public PeerSet Peers { get; } = peers;

    /// <summary>Takes a session on the best peer. A peer that is set aside is taken only if there is no other.</summary>
    /// <param name="where">Which peers fit. Null: all.</param>
    /// <param name="except">Peers not to take.</param>
    /// <returns>Null if no peer fits.</returns>
    public PeerLease? TryPick(Func<Peer, bool>? where = null, IReadOnlySet<Peer>? except = null)
    {
        var candidates = Peers.Ready
            .Where(peer => except?.Contains(peer) != true && where?.Invoke(peer) != false)
            .OrderBy(peer => peer.IsSetAside)
            .ThenBy(peer => peer.Utilization)
            .ThenBy(_ => Random.Shared.Next());
        return candidates.Select(peer => peer.TryLease()).FirstOrDefault(lease => lease is not null);
    }
}
