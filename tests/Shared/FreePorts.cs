using SpecMesh.AppHost.Local;

namespace SpecMesh.Testing;

/// <summary>Finds ports for servers of a test.</summary>
internal static class FreePorts
{
    // Below the ports that systems give to outgoing connections.
    private const int Lowest = 12_000;
    private const int Highest = 30_000;

    /// <summary>The first of <paramref name="count"/> ports in a row on which nothing listens.</summary>
    public static int First(int count)
    {
        while (true)
        {
            var first = Random.Shared.Next(Lowest, Highest - count);
            if (Enumerable.Range(first, count).All(port => Ports.IsFree("127.0.0.1", port)))
                return first;
        }
    }
}
