using SpecMesh.MeshBench.Load;

namespace SpecMesh.MeshBench.Scenarios;

/// <summary>What each of several modes is asked before the next has its turn.</summary>
internal static class Turns
{
    /// <summary>One request where there is one client, since a shared machine may be a quarter slower ten seconds later; else all of them.</summary>
    public static IEnumerable<Prompt[]> Of(IReadOnlyList<Prompt> prompts, int clients) => All(prompts, clients).Chunk(clients == 1 ? 1 : int.MaxValue);

    /// <summary>The prompts of a round. Each client has at least two, so that most of the time all are busy.</summary>
    private static IEnumerable<Prompt> All(IReadOnlyList<Prompt> prompts, int clients) =>
        Enumerable.Range(0, Math.Max(prompts.Count, 2 * clients)).Select(index => prompts[index % prompts.Count]);
}
