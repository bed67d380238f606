using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace SpecMesh.ServiceDefaults.Membership;

/// <summary>What a service measures of its peers.</summary>
internal sealed class MeshMetrics
{
    public const string MeterName = "SpecMesh.Mesh";

    private static readonly PeerState[] States = Enum.GetValues<PeerState>();

    private readonly ConcurrentQueue<PeerSet> _watched = [];

    public MeshMetrics(IMeterFactory meters) => meters.Create(MeterName).CreateObservableGauge(
        "specmesh.mesh.peers", Count, "{peer}", "Peers by role and state, as this service sees them.");

    /// <summary>Measures a set of peers from now on, and returns it.</summary>
    public PeerSet Watch(PeerSet peers)
    {
        _watched.Enqueue(peers);
        return peers;
    }

    // States that no peer is in count 0, so that an alert sees the last one come or go.
    private IEnumerable<Measurement<int>> Count() =>
        from peers in _watched
        let all = peers.Current.All
        from state in States
        select new Measurement<int>(
            all.Count(peer => peer.State == state), new("role", NameOf(peers.Role)), new("state", NameOf(state)));

    private static string NameOf(Enum value) => value.ToString().ToLowerInvariant();
}
