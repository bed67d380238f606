using Microsoft.Extensions.Options;
using SpecMesh.ServiceDefaults.Membership.Choice;

namespace SpecMesh.ServiceDefaults.Membership;

/// <summary>Picks the peer for a new session: by a key where there is one, else the less used of two.</summary>
public sealed class PeerPicker(PeerSet peers, IOptions<MeshOptions> options)
{
    private readonly double _loadBound = options.Value.LoadBound;

    public PeerSet Peers { get; } = peers;

    /// <summary>Takes a session on the best peer. A peer that is set aside is taken only if there is no other.</summary>
    /// <param name="where">Which peers fit. Null: all.</param>
    /// <param name="except">Peers not to take.</param>
    /// <param name="key">Sessions with equal keys go to the same peer while it is not busier than others. 0: there is no key.</param>
    /// <returns>Null if no peer fits.</returns>
    public PeerLease? TryPick(Func<Peer, bool>? where = null, IReadOnlySet<Peer>? except = null, ulong key = 0)
    {
        var fit = Peers.Ready.Where(peer => except?.Contains(peer) != true && where?.Invoke(peer) != false).ToLookup(peer => peer.IsSetAside);
        return Order([.. fit[false]], key).Concat(Order([.. fit[true]], key))
            .Select(peer => peer.TryLease())
            .FirstOrDefault(lease => lease is not null);
    }

    private IEnumerable<Peer> Order(Peer[] fit, ulong key)
    {
        var loads = Array.ConvertAll(fit, peer => new PeerLoad(peer.Name, peer.Slots, peer.EstimatedSessions));
        return (key == 0 ? TwoChoices.Order(loads, Random.Shared) : BoundedAffinity.Order(loads, key, _loadBound)).Select(index => fit[index]);
    }
}
