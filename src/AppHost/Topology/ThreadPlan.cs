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
    /// <param name="mesh">All that runs.</param>
    /// <param name="model">The model whose nodes are asked for.</param>
    /// <param name="cores">Cores that all nodes share.</param>
    public static ThreadPlan For(MeshTopology mesh, ModelGroup model, int? cores) => cores is { } shared
        ? new ThreadPlan(
            model.Verifiers.Threads > 0 ? model.Verifiers.Threads : SharePerVerifier(mesh, shared),
            DraftThreads(model, shared))
        : new ThreadPlan(model.Verifiers.Threads, model.Drafts.Threads);

    private static int SharePerVerifier(MeshTopology mesh, int cores)
    {
        var left = cores <= SharingLimit ? cores : cores - mesh.Groups.Sum(model => model.Drafts.Count * DraftThreads(model, cores));
        return Math.Max(1, left / Math.Max(1, mesh.Groups.Sum(model => model.Verifiers.Count)));
    }

    private static int DraftThreads(ModelGroup model, int cores) =>
        model.Drafts.Threads > 0 ? model.Drafts.Threads : Math.Clamp(cores / CoresPerDraftThread, 1, MostDraftThreads);
}
