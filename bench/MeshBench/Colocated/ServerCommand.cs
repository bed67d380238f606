namespace SpecMesh.MeshBench.Colocated;

/// <summary>How to start a server.</summary>
/// <param name="Program">The program.</param>
/// <param name="Arguments">Its arguments.</param>
/// <param name="Description">What it is, with the settings that matter for speed.</param>
internal sealed record ServerCommand(string Program, IReadOnlyList<string> Arguments, string Description)
{
    /// <summary>Environment variables it gets besides the bench's own.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    public static async Task<ServerCommand> ForAsync(ColocatedOptions options, CancellationToken cancellation) =>
        options.LlamaServer is { } program
            ? await LlamaServerCommand.CreateAsync(program, options, cancellation)
            : await NodeServerCommand.CreateAsync(options, cancellation);
}
