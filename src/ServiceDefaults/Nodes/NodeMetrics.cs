using System.Diagnostics;
using System.Diagnostics.Metrics;
using SpecMesh.V1;

namespace SpecMesh.ServiceDefaults.Nodes;

/// <summary>What drafts and verifiers measure alike: what they are, how busy, and how full their KV cache is. Nothing while the model loads.</summary>
internal sealed class NodeMetrics
{
    public const string MeterName = "SpecMesh.Node";

    private static readonly KeyValuePair<string, object?> Running = new("use", "running");
    private static readonly KeyValuePair<string, object?> Kept = new("use", "kept");

    private readonly INodeStatus _status;

    public NodeMetrics(IMeterFactory meters, INodeStatus status)
    {
        _status = status;
        var meter = meters.Create(MeterName);
        meter.CreateObservableGauge("specmesh.node.info", Info, null, "1; its labels say what the node is.");
        meter.CreateObservableGauge("specmesh.node.ready", () => Loaded(_ => IsReady ? 1 : 0), null, "1 while it has its model, and a draft a verifier to work with.");
        meter.CreateObservableGauge("specmesh.node.slots", () => Loaded(static info => info.Slots), "{slot}", "Generations that can run at once.");
        meter.CreateObservableGauge("specmesh.node.active_generations", () => Loaded(_ => status.Load.Active), "{generation}", "Generations that run.");
        meter.CreateObservableGauge("specmesh.node.queued_generations", () => Loaded(_ => status.Load.Queued), "{generation}", "Generations that wait for a slot.");
        meter.CreateObservableGauge("specmesh.node.kv_capacity", () => Loaded(static info => (long)info.Slots * info.Context), "{token}", "Tokens that fit the KV cache.");
        meter.CreateObservableGauge("specmesh.node.kv_tokens", KvTokens, "{token}", "Tokens in the KV cache: of generations that run, and kept of those before.");
    }

    private bool IsReady => _status.Info is { Role: not NodeRole.Draft } || _status.Load.Ready;

    private IEnumerable<Measurement<T>> Loaded<T>(Func<NodeInfo, T> value)
        where T : struct =>
        _status.Info is { } info ? [new Measurement<T>(value(info))] : [];

    private IEnumerable<Measurement<int>> Info()
    {
        if (_status.Info is not { } info)
            return [];
        TagList labels = new()
        {
            { "node", info.Name },
            { "role", info.Role.ToString().ToLowerInvariant() },
            { "model", info.Model },
            { "engine", info.Engine },
            { "device", info.Device },
        };
        return [new Measurement<int>(1, labels)];
    }

    private IEnumerable<Measurement<long>> KvTokens()
    {
        if (_status.Info is null)
            return [];
        var use = _status.Kv;
        return [new Measurement<long>(use.Running, Running), new Measurement<long>(use.Kept, Kept)];
    }
}
