namespace SpecMesh.ServiceDefaults.Membership.Choice;

/// <summary>The better of two peers drawn at random: as even as asking all of them, and processes that choose at the same moment do not all choose the same.</summary>
/// <remarks>Mitzenmacher: "The Power of Two Choices in Randomized Load Balancing", IEEE TPDS 12 (2001).</remarks>
internal static class TwoChoices
{
    /// <summary>The peers in the order in which to try them: those with a free slot before the full ones.</summary>
    /// <returns>Indices into <paramref name="peers"/>, each once.</returns>
    public static IEnumerable<int> Order(IReadOnlyList<PeerLoad> peers, Random random)
    {
        ArgumentNullException.ThrowIfNull(peers);
        ArgumentNullException.ThrowIfNull(random);
        foreach (var full in (bool[])[false, true])
        {
            var left = Enumerable.Range(0, peers.Count).Where(index => peers[index].IsFull == full).ToList();
            while (left.Count > 0)
            {
                var better = Draw(left, peers, random);
                yield return better;
                left.Remove(better);
            }
        }
    }

    private static int Draw(List<int> left, IReadOnlyList<PeerLoad> peers, Random random)
    {
        var first = random.Next(left.Count);
        if (left.Count == 1)
            return left[first];
        var second = (first + 1 + random.Next(left.Count - 1)) % left.Count;
        return peers[left[second]].Utilization < peers[left[first]].Utilization ? left[second] : left[first];
    }
}
