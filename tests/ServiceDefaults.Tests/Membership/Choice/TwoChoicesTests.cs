using CsCheck;
using SpecMesh.ServiceDefaults.Membership.Choice;

namespace SpecMesh.ServiceDefaults.Tests.Membership.Choice;

public sealed class TwoChoicesTests
{
    private static readonly Gen<PeerLoad[]> AnyPeers =
        Gen.Select(Gen.Int[1, 8], Gen.Int[0, 12]).Array[1, 12]
            .Select(peers => peers.Select((peer, number) => new PeerLoad($"draft-{number + 1}", peer.Item1, peer.Item2)).ToArray());

    [Fact]
    public void Every_peer_is_tried_once_and_full_ones_last() => Gen.Select(AnyPeers, Gen.Int).Sample((peers, seed) =>
    {
        var order = TwoChoices.Order(peers, new Random(seed)).ToList();

        Assert.Equal(Enumerable.Range(0, peers.Length), order.Order());
        Assert.Equal(order.Count(index => !peers[index].IsFull), order.TakeWhile(index => !peers[index].IsFull).Count());
    });

    [Fact]
    public void The_busiest_of_several_free_peers_is_never_first() =>
        Gen.Select(AnyPeers, Gen.Int).Where((peers, _) => peers.Select(peer => peer.Utilization).Distinct().Count() == peers.Length && peers.Count(peer => !peer.IsFull) > 1)
            .Sample((peers, seed) =>
            {
                var first = peers[TwoChoices.Order(peers, new Random(seed)).First()];
                Assert.True(first.Utilization < peers.Where(peer => !peer.IsFull).Max(peer => peer.Utilization));
            });

    [Fact]
    public void Of_two_the_less_used_is_chosen() => Gen.Int.Sample(seed =>
        Assert.Equal(1, TwoChoices.Order([new("a", 2, 1), new("b", 8, 3)], new Random(seed)).First()));

    [Fact]
    public void Many_who_choose_by_the_same_report_do_not_all_choose_the_same()
    {
        PeerLoad[] peers = [.. Enumerable.Range(0, 10).Select(number => new PeerLoad($"draft-{number}", 100, number))];

        var counts = Enumerable.Range(0, 1000).Select(seed => TwoChoices.Order(peers, new Random(seed)).First()).CountBy(index => index).ToDictionary();

        // The least used one is in two of ten draws.
        Assert.InRange(counts[0], 130, 270);
        Assert.True(counts.Count >= 8, $"Only {counts.Count} of 10 were ever chosen.");
    }
}
