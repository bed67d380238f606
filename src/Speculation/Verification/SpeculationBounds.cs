namespace SpecMesh.Speculation.Verification;

/// <summary>How deep a generation may be speculated. It changes when tokens arrive, never which.</summary>
/// <param name="MinDepth">Draft tokens to verify where they are at hand, even if fewer are expected to pay.</param>
/// <param name="MaxDepth">Most tokens to verify beyond the decided ones.</param>
public sealed record SpeculationBounds(int MinDepth, int MaxDepth)
{
    /// <summary>As deep as pays.</summary>
    public static SpeculationBounds None { get; } = new(0, int.MaxValue);
}
