namespace SpecMesh.Gateway.Mesh;

/// <summary>What <c>GET /mesh</c> answers: the nodes that this gateway follows, and who works for whom.</summary>
internal sealed record MeshReport(IReadOnlyList<MeshNode> Nodes, IReadOnlyList<MeshLink> Links);

/// <summary>A draft or a verifier. What it has not said yet is null.</summary>
/// <param name="Name">Its name, or its address before it gave one.</param>
/// <param name="Role"><c>draft</c> or <c>verifier</c>.</param>
/// <param name="Address">Where the gateway calls it.</param>
/// <param name="State"><c>connecting</c>, <c>ready</c>, <c>unready</c>, <c>draining</c> or <c>unreachable</c>.</param>
/// <param name="SetAside">Whether others are preferred for a moment, after a failed call.</param>
/// <param name="Model">Its model's public name.</param>
/// <param name="ModelDescription">Architecture, size and weight type.</param>
/// <param name="Engine">Engine and version.</param>
/// <param name="Device">What it computes on.</param>
/// <param name="CpuVariant">Instruction-set family.</param>
/// <param name="Context">Positions that a generation can use.</param>
/// <param name="Slots">Generations that run at once.</param>
/// <param name="Active">Generations that run now, for any gateway; 0 while it does not answer.</param>
/// <param name="Queued">Generations that wait for a slot.</param>
/// <param name="GatewaySessions">Generations that this gateway has on it.</param>
/// <param name="DecidedTokens">Tokens that a verifier has decided since it started; null for a draft.</param>
/// <param name="AcceptedTokens">Verified draft tokens that were right: the draft's, or those that the verifier verified.</param>
/// <param name="RejectedTokens">Verified draft tokens that were wrong.</param>
internal sealed record MeshNode(
    string Name, string Role, string Address, string State, bool SetAside, string? Model, string? ModelDescription, string? Engine,
    string? Device, string? CpuVariant, int? Context, int? Slots, int Active, int Queued, int GatewaySessions, long? DecidedTokens,
    long AcceptedTokens, long RejectedTokens);

/// <summary>Generations of a draft on a verifier.</summary>
/// <param name="Draft">The draft's name; null: generations without one.</param>
/// <param name="Verifier">The verifier's name.</param>
/// <param name="Sessions">Generations that run now.</param>
/// <param name="AcceptedTokens">Verified draft tokens that were right, since the verifier started.</param>
/// <param name="RejectedTokens">The same, wrong.</param>
internal sealed record MeshLink(string? Draft, string Verifier, int Sessions, long AcceptedTokens, long RejectedTokens);
