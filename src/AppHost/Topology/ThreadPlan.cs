namespace SpecMesh.AppHost.Topology;

/// <summary>
/// Threads of each node; 0 is one for each core that it finds. On a machine that all nodes share: up to four cores a verifier takes them all, since a draft that steals a slice costs
/// less than a core left idle; on larger machines each draft gets cores of its own and the verifiers share the rest.
/// </summary>
public sealed record ThreadPlan(int Verifier, int Draft)
{
    private const int SharingLimit = 4;
    private const int CoresPerDraftThread = 8;
    private const int MostDraftThreads = 4;

    /// <summary>The plan for one machine of <paramref name="cores"/> cores, or for a machine a node where that is null.</summary>
    public static ThreadPlan For(MeshTopology mesh, int? cores) =>
        cores is { } shared ? OnOneMachine(mesh, shared) : new ThreadPlan(mesh.Verifiers.Threads, mesh.Drafts.Threads);

    private static ThreadPlan OnOneMachine(MeshTopology mesh, int cores)
    {
        var draft = mesh.Drafts.Threads > 0
            ? mesh.Drafts.Threads
            : Math.Clamp(cores / CoresPerDraftThread, 1, MostDraftThreads);
        var left = cores <= SharingLimit ? cores : cores - (mesh.Drafts.Count * draft);
        var verifier = mesh.Verifiers.Threads > 0
            ? mesh.Verifiers.Threads
            : Math.Max(1, left / Math.Max(1, mesh.Verifiers.Count));
        return new ThreadPlan(verifier, draft);
    }
}
