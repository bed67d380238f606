using SpecMesh.V1;

namespace SpecMesh.ServiceDefaults.Membership;

/// <summary>No peer of a role takes sessions, or none that fits.</summary>
public sealed class NoPeerException(NodeRole role)
    : Exception($"No {role.ToString().ToLowerInvariant()} that fits is ready.");
