namespace SpecMesh.ServiceDefaults.Membership;

/// <summary>What may be expected of a peer. Only <see cref="Ready"/> ones get sessions.</summary>
public enum PeerState
{
    /// <summary>It has not answered yet.</summary>
    Connecting,

    /// <summary>It answers and takes sessions.</summary>
    Ready,

    /// <summary>A draft that has no verifier to work with at the moment.</summary>
    Unready,

    /// <summary>It finishes its sessions and takes no more.</summary>
    Draining,

    /// <summary>It does not answer, has fallen silent, or is not what its address is listed for.</summary>
    Unreachable,
}
