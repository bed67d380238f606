using SpecMesh.ServiceDefaults.Nodes;
using SpecMesh.V1;

namespace SpecMesh.Tests.Support;

/// <summary>A node status that a test sets.</summary>
public sealed class ScriptedStatus(NodeInfo info) : INodeStatus
{
    private NodeInfo? _info = info;
    private NodeLoad _load = new() { Ready = true };

    public event Action? Changed;

    public NodeInfo? Info
    {
        get => Volatile.Read(ref _info);
        set
        {
            Volatile.Write(ref _info, value);
            Changed?.Invoke();
        }
    }

    public KvUse Kv { get; set; }

    public NodeLoad Load
    {
        get => Volatile.Read(ref _load);
        set
        {
            Volatile.Write(ref _load, value);
            Changed?.Invoke();
        }
    }
}
