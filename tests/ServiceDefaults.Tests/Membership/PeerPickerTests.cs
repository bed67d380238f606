using SpecMesh.ServiceDefaults.Membership;
using SpecMesh.ServiceDefaults.Tests.Support;
using SpecMesh.Tests.Support;
using SpecMesh.V1;

namespace SpecMesh.ServiceDefaults.Tests.Membership;

public sealed class PeerPickerTests : IAsyncLifetime
{
    private TestNode _small = null!;
    private TestNode _big = null!;
    private MeshClient _mesh = null!;

    public async ValueTask InitializeAsync()
    {
        _small = await TestNode.StartAsync(NodeRole.Verifier, "small", info: node => node.Slots = 2);
        _big = await TestNode.StartAsync(NodeRole.Verifier, "big", info: node => (node.Slots, node.Model) = (8, "large"));
        _small.Status.Load = new NodeLoad();
        _big.Status.Load = new NodeLoad { Active = 3, Queued = 0 };
        _mesh = await MeshClient.StartAsync(NodeRole.Verifier, $"{_small.Address},{_big.Address}");
        await _mesh.UntilReadyAsync(2);
    }

    public async ValueTask DisposeAsync()
    {
        await _mesh.DisposeAsync();
        await _big.DisposeAsync();
        await _small.DisposeAsync();
    }

    [Fact]
    public void The_least_used_per_slot_is_picked_own_sessions_included()
    {
        // Utilizations (small, big) before each pick: 0/2 3/8, 1/2 3/8, then big is at 4/8: a tie.
        using var first = Pick();
        using var second = Pick();
        Assert.Equal(["small", "big"], [first!.Peer.Name, second!.Peer.Name]);
        Assert.Equal(0.5, first.Peer.Utilization);
        Assert.Equal(0.5, second.Peer.Utilization);
    }

    [Fact]
    public void A_session_that_ended_no_longer_counts()
    {
        for (var i = 0; i < 10; i++)
        {
            using var lease = Pick();
            Assert.Equal("small", lease!.Peer.Name);
        }
    }

    [Fact]
    public void Excluded_and_unfit_peers_are_left_out()
    {
        using var small = Pick()!;
        using var big = _mesh.Picker.TryPick(except: new HashSet<Peer> { small.Peer });
        Assert.Equal("big", big!.Peer.Name);
        using var fit = _mesh.Picker.TryPick(peer => peer.Info!.Model == "large");
        Assert.Equal("big", fit!.Peer.Name);
        Assert.Null(_mesh.Picker.TryPick(peer => peer.Info!.Model == "unknown"));
        Assert.Null(_mesh.Picker.TryPick(except: new HashSet<Peer> { small.Peer, big.Peer }));
    }

    [Fact]
    public void A_peer_that_failed_is_passed_over_unless_it_is_the_only_one()
    {
        using (var failed = Pick()!)
        {
            Assert.Equal("small", failed.Peer.Name);
            failed.ReportFailure();
        }

        using var other = Pick()!;
        Assert.Equal("big", other.Peer.Name);
        using var only = _mesh.Picker.TryPick(except: new HashSet<Peer> { other.Peer });
        Assert.Equal("small", only!.Peer.Name);
    }

    [Fact]
    public void A_key_goes_to_its_favourite_until_that_has_too_much_of_all_sessions()
    {
        // Four of five slots are big's, so most keys favour it.
        var key = Enumerable.Range(1, 100).Select(key => (ulong)key).First(key => NameOf(key) == "big");
        var leases = new List<PeerLease>();
        // Three sessions of others are on big: with five more it is full.
        while (leases.Count < 5)
            leases.Add(_mesh.Picker.TryPick(key: key)!);

        var names = leases.Select(lease => lease.Peer.Name).ToList();
        Assert.Equal(["big", "big", "big", "big", "big"], names);
        using var passedOver = _mesh.Picker.TryPick(key: key)!;
        Assert.Equal("small", passedOver.Peer.Name);
        leases.ForEach(lease => lease.Dispose());
    }

    [Fact]
    public void A_key_whose_favourite_failed_goes_elsewhere()
    {
        var key = Enumerable.Range(1, 100).Select(key => (ulong)key).First(key => NameOf(key) == "small");
        using (var small = _mesh.Picker.TryPick(key: key)!)
            small.ReportFailure();

        Assert.Equal("big", NameOf(key));
    }

    private string NameOf(ulong key)
    {
        using var lease = _mesh.Picker.TryPick(key: key)!;
        return lease.Peer.Name;
    }

    private PeerLease? Pick() => _mesh.Picker.TryPick();
}
