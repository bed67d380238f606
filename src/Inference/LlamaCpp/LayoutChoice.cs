namespace SpecMesh.Inference.LlamaCpp;

/// <summary>What a <see cref="LayoutTrial"/> chose, as it is kept over restarts.</summary>
/// <param name="FlashAttention">As in <see cref="EnginePlan"/>.</param>
/// <param name="UnifiedKv">As in <see cref="EnginePlan"/>.</param>
internal sealed record LayoutChoice(int FlashAttention, bool UnifiedKv)
{
    /// <summary>The kind of measurement.</summary>
    public const string Kind = "layout";

    public static LayoutChoice Of(EnginePlan plan) => new(plan.FlashAttention, plan.UnifiedKv);
}
