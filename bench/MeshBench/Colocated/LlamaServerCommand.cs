using System.Globalization;

namespace SpecMesh.MeshBench.Colocated;

/// <summary><c>llama-server</c> at the settings that are fastest on a CPU and sample what SpecMesh samples; README.md says why each.</summary>
internal static class LlamaServerCommand
{
    public static async Task<ServerCommand> CreateAsync(string program, ColocatedOptions options, CancellationToken cancellation)
    {
        if (!File.Exists(program))
            throw new FileNotFoundException($"There is no llama-server at '{program}'. Give the path of one, or none to use node-llama-cpp.");

        string[] speed =
        [
            "--flash-attn", "off", "--no-kv-unified",
            "--parallel", Text(options.Parallel), "--ctx-size", Text(options.Parallel * options.ContextPerSlot),
            "--threads", Text(options.Threads), "--threads-batch", Text(options.Threads),
        ];
        string[] speculation = options.Draft is null
            ? []
            :
            [
                "--spec-type", "draft-simple",
                "--spec-draft-threads", Text(options.Threads), "--spec-draft-threads-batch", Text(options.Threads),
                "--spec-draft-n-max", Text(options.DraftMax), "--spec-draft-p-min", Text(options.DraftMinP),
            ];
        string[] same = ["--top-k", "0", "--top-p", "1", "--min-p", "0", "--cache-ram", "0", "--ctx-checkpoints", "0", "--fit", "off"];
        string[] place = ["--host", "127.0.0.1", "--port", Text(options.Port), "--no-ui", "--model", options.Target];
        string[] draft = options.Draft is { } path ? ["--spec-draft-model", path] : [];
        return new ServerCommand(
            program, [.. place, .. draft, .. speed, .. speculation, .. same],
            $"llama-server {await VersionAsync(program, cancellation)} {string.Join(' ', speed.Concat(speculation).Concat(same))}");
    }

    private static async Task<string> VersionAsync(string program, CancellationToken cancellation)
    {
        const string Label = "version: ";
        var output = await ShortProgram.RunAsync(program, ["--version"], Directory.GetCurrentDirectory(), cancellation);
        var line = output.Split(Environment.NewLine).FirstOrDefault(static line => line.StartsWith(Label, StringComparison.Ordinal));
        return line is null ? "of unknown version" : line[Label.Length..];
    }

    private static string Text(IFormattable value) => value.ToString(null, CultureInfo.InvariantCulture);
}
