using SpecMesh.ServiceDefaults.Nodes;
using SpecMesh.V1;

namespace SpecMesh.NodeHosting;

/// <summary>What a node reports about itself, kept for those who ask. Safe to use from any thread.</summary>
public sealed class NodeStatus : INodeStatus
{
    private readonly Lock _gate = new();
    private readonly TaskCompletionSource _loaded = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private NodeInfo? _info;
    private NodeLoad _load = new();
    private long _runningKv;
    private long _keptKv;

    public event Action? Changed;

    public NodeInfo? Info => Volatile.Read(ref _info);

    public NodeLoad Load => Volatile.Read(ref _load);

    public KvUse Kv => new(Volatile.Read(ref _runningKv), Volatile.Read(ref _keptKv));

    /// <summary>Completes when the model is loaded and <see cref="Info"/> is known.</summary>
    public Task Loaded => _loaded.Task;

    /// <summary>The model is loaded.</summary>
    public void Publish(NodeInfo info)
    {
        Volatile.Write(ref _info, info);
        _loaded.TrySetResult();
        Changed?.Invoke();
    }

    /// <summary>So many generations run and wait now.</summary>
    public void PublishLoad(int active, int queued)
    {
        if (_load.Active == active && _load.Queued == queued)
            return;
        lock (_gate)
            Volatile.Write(ref _load, new NodeLoad(_load) { Active = active, Queued = queued });
        Changed?.Invoke();
    }

    /// <summary>What has been done so far. It goes along with the next report: it changes with every pass, which is no reason for one.</summary>
    public void PublishWork(long decidedTokens, IEnumerable<DraftLink> drafts)
    {
        lock (_gate)
        {
            var load = new NodeLoad(_load) { DecidedTokens = decidedTokens };
            load.Drafts.Clear();
            load.Drafts.AddRange(drafts);
            Volatile.Write(ref _load, load);
        }
    }

    /// <summary>The KV cache holds so much now.</summary>
    public void PublishKv(KvUse use)
    {
        Volatile.Write(ref _runningKv, use.Running);
        Volatile.Write(ref _keptKv, use.Kept);
    }

    /// <summary>The models for which a draft has verifiers that it can work with. None: it is not ready.</summary>
    public void PublishModels(IReadOnlyList<string> models)
    {
        if (_load.Models.SequenceEqual(models))
            return;
        lock (_gate)
        {
            var load = new NodeLoad(_load) { Ready = models.Count > 0 };
            load.Models.Clear();
            load.Models.AddRange(models);
            Volatile.Write(ref _load, load);
        }

        Changed?.Invoke();
    }
}
