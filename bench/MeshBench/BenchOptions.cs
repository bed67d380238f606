namespace SpecMesh.MeshBench;

/// <summary>What is measured.</summary>
/// <param name="Shape">The target's stretched shape; null runs the bundled target as it is.</param>
/// <param name="Temperatures">One pair of rows for each.</param>
/// <param name="Concurrencies">Requests at once; one pair of rows for each.</param>
/// <param name="Rounds">How often the modes take turns; each round asks every prompt once in every mode.</param>
/// <param name="PromptsPerGenre">Held-out prompts taken from each genre.</param>
/// <param name="MaxTokens">Longest answer.</param>
/// <param name="VerifierThreads">Threads of the verifier; 0: its default.</param>
/// <param name="Drafts">Draft nodes.</param>
/// <param name="Output">Folder for the JSON and Markdown reports; null writes none.</param>
/// <param name="Verbose">Whether the services' logs are shown.</param>
internal sealed record BenchOptions(
    TargetShape? Shape,
    float[] Temperatures,
    int[] Concurrencies,
    int Rounds,
    int PromptsPerGenre,
    int MaxTokens,
    int VerifierThreads,
    int Drafts,
    string? Output,
    bool Verbose);

/// <summary>A shape to stretch the bundled target to.</summary>
internal sealed record TargetShape(int Width, int Depth, int Ffn)
{
    /// <summary>About 150 million parameters with the bundled vocabulary.</summary>
    public static TargetShape Default { get; } = new(960, 13, 2560);

    public override string ToString() => $"{Width}x{Depth}x{Ffn}";

    public static TargetShape Parse(string text) =>
        text.Split('x') is [var width, var depth, var ffn]
            ? new TargetShape(int.Parse(width, null), int.Parse(depth, null), int.Parse(ffn, null))
            : throw new FormatException($"'{text}' is no shape. Give WIDTHxDEPTHxFFN, for example {Default}.");
}
