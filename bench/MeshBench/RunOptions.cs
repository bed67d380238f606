using SpecMesh.MeshBench.Meshes;

namespace SpecMesh.MeshBench;

/// <summary>What all scenarios have in common.</summary>
/// <param name="Shape">The target's shape; null runs the bundled target as it is.</param>
/// <param name="DearShape">The shape of the second, dearer draft.</param>
/// <param name="Rounds">How often the modes take turns; each round asks every prompt once in every mode.</param>
/// <param name="PromptsPerGenre">Held-out prompts taken from each genre.</param>
/// <param name="Genre">Only prompts of this genre; null: all.</param>
/// <param name="MaxTokens">Longest answer.</param>
/// <param name="Seed">Seed of the first round; each round has the next one.</param>
/// <param name="VerifierThreads">Threads of the verifier; 0: its default.</param>
/// <param name="DraftThreads">Threads of each draft; 0: its default.</param>
/// <param name="LlamaServer">A <c>llama-server</c> to compare with; null: node-llama-cpp.</param>
/// <param name="Colocated">Whether to compare with speculation inside one process at all.</param>
/// <param name="Output">Folder for the reports; null writes none.</param>
/// <param name="Verbose">Whether the services' logs are shown.</param>
internal sealed record RunOptions(
    ModelShape? Shape,
    ModelShape DearShape,
    int Rounds,
    int PromptsPerGenre,
    string? Genre,
    int MaxTokens,
    int Seed,
    int VerifierThreads,
    int DraftThreads,
    string? LlamaServer,
    bool Colocated,
    string? Output,
    bool Verbose)
{
    /// <summary>Threads of a process that has the machine for itself, as the verifier's default on a small one.</summary>
    public int Threads => VerifierThreads > 0 ? VerifierThreads : Math.Min(4, Environment.ProcessorCount);
}
