using System.Collections.Immutable;

namespace SpecMesh.AppHost.Topology;

/// <summary>A setting of the topology: an option of the command line and a place in <c>mesh.json</c>.</summary>
/// <param name="Option">The command-line option.</param>
/// <param name="Key">Path of the property in <see cref="MeshTopology"/>, with <c>:</c> between the parts.</param>
/// <param name="Value">What the option takes, for the help text.</param>
/// <param name="Meaning">The help text.</param>
public sealed record MeshSetting(string Option, string Key, string Value, string Meaning)
{
    public const string WholeNumber = "N";

    /// <summary>Every setting, in the order in which the help text lists them.</summary>
    public static ImmutableArray<MeshSetting> All { get; } =
    [
        new("--target", "Target", "FILE", "GGUF file of the target model. Default: the bundled one."),
        new("--draft", "Draft", "FILE", "GGUF file of the draft model. Default: the bundled one."),
        new("--verifiers", "Verifiers:Count", WholeNumber, "Verifiers, which run the target. Default: 1."),
        new("--drafts", "Drafts:Count", WholeNumber, "Drafts, which run the draft model. 0 runs the target alone. Default: 2."),
        new("--gateways", "Gateways:Count", WholeNumber, "Gateways, which serve the users. Default: 1."),
        new("--port", "Gateways:Port", WholeNumber, "HTTP port of the first gateway; the next ones count up. Default: 8080."),
        new("--verifier-port", "Verifiers:Port", WholeNumber, "gRPC port of the first verifier, health on the port above; the next one two up. Default: 7101."),
        new("--draft-port", "Drafts:Port", WholeNumber, "gRPC port of the first draft, health on the port above; the next one two up. Default: 7201."),
        new("--host", "Host", "ADDRESS", "Address that every service binds to. Default: 127.0.0.1."),
        new("--context", "Context", WholeNumber, "Positions that one generation can use, prompt included. Default: 2048."),
        new("--slots", "Slots", WholeNumber, "Generations that run at once on each node. Default: 8."),
        new("--verifier-threads", "Verifiers:Threads", WholeNumber, "Threads of each verifier. Default: by the number of cores."),
        new("--draft-threads", "Drafts:Threads", WholeNumber, "Threads of each draft. Default: by the number of cores."),
        new("--verifier-gpu-layers", "Verifiers:GpuLayers", WholeNumber, "Layers that each verifier puts on its GPU, if it has one; -1: all. Default: -1."),
        new("--draft-gpu-layers", "Drafts:GpuLayers", WholeNumber, "Layers that each draft puts on its GPU, if it has one; -1: all. Default: -1."),
        new("--run-directory", "RunDirectory", "FOLDER", "Where local processes keep the files that name the nodes. Default: artifacts/run/PORT."),
        new("--log-level", "LogLevel", "LEVEL", "Least level that the services log: Trace, Debug, Information, Warning, Error, Critical, None. Default: Information."),
    ];

    /// <summary>Whether each of several models has its own value; the mesh's is then the default.</summary>
    public bool IsOfModel => Key is "Target" or "Draft" or "Context" or "Slots"
        || (Key.Split(':') is [nameof(MeshTopology.Verifiers) or nameof(MeshTopology.Drafts), not nameof(NodeGroup.Port)]);

    /// <summary>The setting with this key; null if there is none.</summary>
    public static MeshSetting? Find(string key) => All.SingleOrDefault(setting => setting.Key.Equals(key, StringComparison.OrdinalIgnoreCase));

    /// <summary>The setting with this key, which there must be.</summary>
    public static MeshSetting For(string key) => Find(key) ?? throw new ArgumentException($"There is no setting '{key}'.", nameof(key));

    /// <summary>Both names of the setting, as messages show it: <c>--verifiers (verifiers.count)</c>.</summary>
    public override string ToString() => $"{Option} ({FileName(Key)})";

    /// <summary>The key as the path of properties in <c>mesh.json</c>: <c>models[0].verifiers.count</c>.</summary>
    public static string FileName(string key) => string.Join('.', key.Split(':').Select(FilePart)).Replace(".[", "[", StringComparison.Ordinal);

    private static string FilePart(string part) => part switch
    {
        "" => part,
        _ when char.IsAsciiDigit(part[0]) => $"[{part}]",
        _ => char.ToLowerInvariant(part[0]) + part[1..],
    };
}
