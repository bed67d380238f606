using CsCheck;
using SpecMesh.ServiceDefaults.Membership.Choice;

namespace SpecMesh.ServiceDefaults.Tests.Membership.Choice;

public sealed class BoundedAffinityTests
{
    private const double Factor = 1.25;

    private static readonly Gen<PeerLoad[]> AnyPeers =
        Gen.Select(Gen.Int[1, 16], Gen.Int[0, 20]).Array[1, 12]
            .Select(peers => peers.Select((peer, number) => new PeerLoad($"verifier-{number + 1}", peer.Item1, peer.Item2)).ToArray());

    private static readonly Gen<PeerLoad[]> IdlePeers = AnyPeers.Select(peers => Array.ConvertAll(peers, peer => peer with { Sessions = 0 }));

    [Fact]
    public void Every_peer_is_tried_once() => Gen.Select(AnyPeers, Gen.ULong).Sample((peers, key) =>
        Assert.Equal(Enumerable.Range(0, peers.Length), BoundedAffinity.Order(peers, key, Factor).Order()));

    [Fact]
    public void Whoever_chooses_and_however_the_peers_are_listed_a_key_has_the_same_favourite() =>
        Gen.Select(IdlePeers, Gen.ULong, Gen.Int).Sample((peers, key, seed) =>
        {
            var shuffled = peers.ToArray();
            new Random(seed).Shuffle(shuffled);
            Assert.Equal(Favourite(peers, key), Favourite(shuffled, key));
        });

    [Fact]
    public void A_peer_that_goes_moves_only_the_keys_that_it_had() =>
        Gen.Select(IdlePeers, Gen.ULong).Where((peers, _) => peers.Length > 1).Sample((peers, key) =>
        {
            var favourite = Favourite(peers, key);
            foreach (var gone in peers.Where(peer => peer.Name != favourite))
                Assert.Equal(favourite, Favourite([.. peers.Where(peer => peer != gone)], key));
        });

    [Fact]
    public void The_peer_that_is_tried_first_is_within_the_bound_and_not_full_where_another_is_not() =>
        Gen.Select(AnyPeers, Gen.ULong, Gen.Double[1, 3]).Sample((peers, key, factor) =>
        {
            var first = peers[BoundedAffinity.Order(peers, key, factor).First()];
            var share = (1.0 + peers.Sum(peer => peer.Sessions)) * first.Slots / peers.Sum(peer => peer.Slots);

            // The least used peer always is, so there is always one.
            Assert.True(first.Sessions < Math.Ceiling(factor * share));
            Assert.True(!first.IsFull || peers.All(peer => peer.IsFull));
        });

    [Fact]
    public void However_unlucky_the_keys_sessions_stay_within_the_bound() =>
        Gen.Select(IdlePeers, Gen.ULong, Gen.Int[1, 60]).Sample((peers, key, sessions) =>
        {
            // All of them have the same key, and none ends.
            for (var i = 0; i < sessions; i++)
            {
                var chosen = BoundedAffinity.Order(peers, key, Factor).First();
                peers[chosen] = peers[chosen] with { Sessions = peers[chosen].Sessions + 1 };
            }

            var slots = peers.Sum(peer => peer.Slots);
            if (sessions <= slots)
                Assert.All(peers, peer => Assert.True(peer.Sessions <= peer.Slots, "One waits for a slot while another is free."));
            Assert.All(peers, peer => Assert.InRange(peer.Sessions, 0, Math.Ceiling(Factor * sessions * peer.Slots / slots)));
        });

    [Fact]
    public void Keys_are_spread_by_slots()
    {
        PeerLoad[] peers = [new("a", 2, 0), new("b", 2, 0), new("c", 4, 0)];
        var random = new Random(7);
        const int keys = 20_000;

        var counts = Enumerable.Range(0, keys).Select(_ => Favourite(peers, (ulong)random.NextInt64())).CountBy(name => name).ToDictionary();

        // Five standard deviations of a fair draw are less than 0.018.
        Assert.Equal(0.25, counts["a"] / (double)keys, 0.018);
        Assert.Equal(0.25, counts["b"] / (double)keys, 0.018);
        Assert.Equal(0.5, counts["c"] / (double)keys, 0.018);
    }

    [Fact]
    public void The_function_is_the_one_of_the_protocol()
    {
        // A draft in another language chooses the same: docs/protocol.md.
        Assert.Equal(4 / -Math.Log(((XxHash("verifier-1", 42) >> 11) + 0.5) / Math.Pow(2, 53)), BoundedAffinity.Score(new PeerLoad("verifier-1", 4, 0), 42), 12);
    }

    private static ulong XxHash(string name, ulong key) =>
        System.IO.Hashing.XxHash64.HashToUInt64([.. BitConverter.GetBytes(key), .. System.Text.Encoding.UTF8.GetBytes(name)]);

    private static string Favourite(PeerLoad[] peers, ulong key) => peers[BoundedAffinity.Order(peers, key, Factor).First()].Name;
}
