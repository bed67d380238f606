using System.Buffers.Binary;
using System.IO.Hashing;
using System.Text;

namespace SpecMesh.ServiceDefaults.Membership.Choice;

/// <summary>
/// Sends equal keys to the same peer, whoever chooses, as long as that peer is not busier than others: rendezvous hashing with bounded load.
/// </summary>
/// <remarks>
/// <para>
/// Each key has an order of favourites among all peers, by weighted rendezvous hashing: a peer's share of the keys is its share of the slots,
/// and a peer that comes or goes moves no other key than those that it gets or had. (Thaler, Ravishankar: "Using Name-Based Mappings to
/// Increase Hit Rates", IEEE/ACM ToN 6 (1998); Schindelhauer, Schomaker: "Weighted Distributed Hash Tables", SPAA 2005.)
/// </para>
/// <para>
/// A favourite is passed over while it has more than its share of all sessions, times a factor (Mirrokni, Thorup, Zadimoghaddam: "Consistent
/// Hashing with Bounded Loads", SODA 2018), or while it is full and another is not.
/// </para>
/// </remarks>
internal static class BoundedAffinity
{
    /// <summary>The peers in the order in which to try them: favourites within the bound, then the others by load.</summary>
    /// <param name="peers">All that fit.</param>
    /// <param name="key">What is to go to the same peer again.</param>
    /// <param name="factor">The bound, as a multiple of a peer's share of all sessions. At least 1.</param>
    /// <returns>Indices into <paramref name="peers"/>, each once.</returns>
    public static IEnumerable<int> Order(IReadOnlyList<PeerLoad> peers, ulong key, double factor)
    {
        ArgumentNullException.ThrowIfNull(peers);
        var (sessions, slots) = (1L, 0L);
        var someoneIsFree = false;
        foreach (var peer in peers)
        {
            (sessions, slots) = (sessions + peer.Sessions, slots + peer.Slots);
            someoneIsFree |= !peer.IsFull;
        }

        return Enumerable.Range(0, peers.Count)
            .OrderBy(index => IsPassedOver(peers[index]) ? peers[index].Utilization : double.NegativeInfinity)
            .ThenByDescending(index => Score(peers[index], key))
            .ThenBy(index => peers[index].Name, StringComparer.Ordinal);

        bool IsPassedOver(PeerLoad peer) =>
            peer.Sessions >= Math.Ceiling(factor * sessions * peer.Slots / slots) || (someoneIsFree && peer.IsFull);
    }

    /// <summary>How much a key favours a peer: more than any other with a probability of its share of the slots.</summary>
    internal static double Score(PeerLoad peer, ulong key)
    {
        var bytes = new byte[sizeof(ulong) + Encoding.UTF8.GetByteCount(peer.Name)];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, key);
        Encoding.UTF8.GetBytes(peer.Name, bytes.AsSpan(sizeof(ulong)));
        var hash = XxHash64.HashToUInt64(bytes);
        // The highest 53 bits, as a number between 0 and 1.
        var uniform = ((hash >> 11) + 0.5) / (1UL << 53);
        return peer.Slots / -Math.Log(uniform);
    }
}
