using System.Collections.Immutable;

namespace SpecMesh.AppHost.Topology;

/// <summary>
/// Which services run, how many, on which models and ports. The property names are those of <c>mesh.json</c>, and the values
/// here are the defaults.
/// </summary>
public sealed record MeshTopology
{
    /// <summary>Several models in one mesh. Empty: one model, described by the other properties.</summary>
    public ImmutableArray<ModelGroup> Models { get; init; } = [];

    /// <summary>GGUF file of the target model, which the verifiers run.</summary>
    public string Target { get; init; } = "";

    /// <summary>GGUF file of the draft model, which the drafts run. Unused when there are no drafts.</summary>
    public string Draft { get; init; } = "";

    /// <summary>Address that every service binds to.</summary>
    public string Host { get; init; } = "127.0.0.1";

    /// <summary>Least level that the services log: Trace, Debug, Information, Warning, Error, Critical or None.</summary>
    public string LogLevel { get; init; } = "Information";

    /// <summary>Positions that one generation can use, prompt included.</summary>
    public int Context { get; init; } = 2048;

    /// <summary>Generations that run at once on each verifier and each draft.</summary>
    public int Slots { get; init; } = 8;

    /// <summary>Folder for the peers files of local processes. Empty: <c>artifacts/run/PORT</c> in the current directory.</summary>
    public string RunDirectory { get; init; } = "";

    /// <summary>The verifiers: the first serves gRPC on the port and health on the one above, the next two ports on, and so forth.</summary>
    public NodeGroup Verifiers { get; init; } = new() { Count = 1, Port = 7101 };

    /// <summary>The drafts, with ports like the verifiers'.</summary>
    public NodeGroup Drafts { get; init; } = new() { Count = 2, Port = 7201 };

    /// <summary>What runs for each model: <see cref="Models"/>, or the only one.</summary>
    public ImmutableArray<ModelGroup> Groups => Models.IsEmpty
        ? [new ModelGroup { Target = Target, Draft = Draft, Context = Context, Slots = Slots, Verifiers = Verifiers, Drafts = Drafts }]
        : Models;

    /// <summary>The gateways: each serves HTTP on a port of its own, counting up.</summary>
    public GatewayGroup Gateways { get; init; } = new();
}

/// <summary>The nodes for one target model of a mesh. Its verifiers and drafts are numbered after those of the models before it.</summary>
public sealed record ModelGroup
{
    /// <summary>The model's public name. Empty: the one in its file.</summary>
    public string Name { get; init; } = "";

    /// <inheritdoc cref="MeshTopology.Target"/>
    public string Target { get; init; } = "";

    /// <inheritdoc cref="MeshTopology.Draft"/>
    public string Draft { get; init; } = "";

    /// <inheritdoc cref="MeshTopology.Context"/>
    public int Context { get; init; }

    /// <inheritdoc cref="MeshTopology.Slots"/>
    public int Slots { get; init; }

    /// <summary>Its verifiers. The port is the mesh's.</summary>
    public NodeGroup Verifiers { get; init; } = new();

    /// <summary>Its own drafts. They also work for other models whose vocabulary they fit. The port is the mesh's.</summary>
    public NodeGroup Drafts { get; init; } = new();
}

/// <summary>Nodes that run one model.</summary>
public sealed record NodeGroup
{
    /// <summary>How many.</summary>
    public int Count { get; init; }

    /// <summary>gRPC port of the first one.</summary>
    public int Port { get; init; }

    /// <summary>Threads of each; 0 leaves it to <see cref="ThreadPlan"/>.</summary>
    public int Threads { get; init; }

    /// <summary>Layers that each puts on its GPU; without a GPU it has no effect. -1: all of them.</summary>
    public int GpuLayers { get; init; } = -1;

    /// <summary>Further settings of the service, such as <c>Model:FlashAttention</c>; they win over all others.</summary>
    public ImmutableSortedDictionary<string, string> Settings { get; init; } = ImmutableSortedDictionary<string, string>.Empty;
}

/// <summary>The gateways.</summary>
public sealed record GatewayGroup
{
    /// <summary>How many.</summary>
    public int Count { get; init; } = 1;

    /// <summary>HTTP port of the first one.</summary>
    public int Port { get; init; } = 8080;

    /// <summary>Further settings of the gateway; they win over all others.</summary>
    public ImmutableSortedDictionary<string, string> Settings { get; init; } = ImmutableSortedDictionary<string, string>.Empty;
}
