using System.Globalization;
using System.Text.Json;

namespace SpecMesh.MeshBench.Colocated;

/// <summary>node-llama-cpp with its draft predictor, behind the small server <c>node/server.mjs</c>.</summary>
internal static class NodeServerCommand
{
    private const string Program = "node";
    private const string Script = "server.mjs";

    public static async Task<ServerCommand> CreateAsync(ColocatedOptions options, CancellationToken cancellation)
    {
        var directory = await NodePackages.RestoreAsync(cancellation);
        var settings = JsonSerializer.Serialize(new
        {
            target = options.Target,
            draft = options.Draft,
            threads = options.Threads,
            context = options.ContextPerSlot,
            port = options.Port,
            draftMax = options.DraftMax,
            draftMinP = options.DraftMinP,
        });
        var draft = options.Draft is null
            ? "no draft"
            : string.Create(CultureInfo.InvariantCulture, $"draft of at most {options.DraftMax} tokens, least probability {options.DraftMinP}");
        return new ServerCommand(
            Program, [Path.Combine(directory, Script), settings],
            $"node-llama-cpp {NodePackages.LlamaVersion(directory)}, flash attention off, {options.Threads} threads, one request at a time, {draft}")
        {
            // One worker: target and draft never decode at once and spin for the same cores.
            Environment = new Dictionary<string, string> { ["UV_THREADPOOL_SIZE"] = "1" },
        };
    }
}
