using SpecMesh.V1;

namespace SpecMesh.ServiceDefaults.Nodes;

/// <summary>What a node tells its peers about itself.</summary>
public interface INodeStatus
{
    /// <summary>What the node is. Null while its model loads: peers are asked to come back, and the node is not healthy.</summary>
    NodeInfo? Info { get; }

    /// <summary>How busy it is now. <see cref="NodeLoad.Draining"/> is filled in by <see cref="NodeService"/>.</summary>
    NodeLoad Load { get; }

    /// <summary>What its KV cache holds now.</summary>
    KvUse Kv { get; }

    /// <summary>Raised after <see cref="Load"/> or <see cref="Info"/> changed. Handlers are quick and never throw.</summary>
    event Action? Changed;
}
