namespace SpecMesh.ServiceDefaults.Nodes;

/// <summary>What a KV cache holds, in tokens.</summary>
/// <param name="Running">Of generations that run.</param>
/// <param name="Kept">Of generations that have ended, for the next that begins alike.</param>
public readonly record struct KvUse(long Running, long Kept);
