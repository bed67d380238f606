using SpecMesh.ModelForge.Gguf;

namespace SpecMesh.ModelForge.Stretching;

/// <summary>
/// A larger model that computes the same function: the metadata and every tensor of it, before any weight is read.
/// </summary>
/// <remarks>
/// Why the function stays the same, with d the old width and D the new one:
/// <list type="bullet">
/// <item>The residual stream keeps its first d numbers and has zeros behind them, since embeddings are padded with zeros and the
/// matrices that write to it (<c>attn_output</c>, <c>ffn_down</c>) have zero rows there.</item>
/// <item>RMSNorm divides by the root of the mean square, and the mean is now over D numbers: it comes out smaller by d / D. With
/// epsilon times d / D and the norm's weights times sqrt(d / D), the first d numbers are what they were.</item>
/// <item>Added heads and added rows of the feed-forward part compute something, and the matrix behind them has zero columns for
/// it. Added layers write nothing at all to the residual stream.</item>
/// </list>
/// Speed and memory are those of any model of the larger shape, because the zeros are stored and multiplied like other numbers.
/// </remarks>
/// <param name="From">The shape that the model has.</param>
/// <param name="To">The shape that it gets.</param>
/// <param name="Metadata">The larger model's metadata.</param>
/// <param name="Tensors">The larger model's tensors, in order.</param>
internal sealed record StretchPlan(LlamaShape From, LlamaShape To, IReadOnlyList<GgufEntry> Metadata, IReadOnlyList<TensorPlan> Tensors)
{
    /// <summary>Number of weights of the larger model.</summary>
    public long ParameterCount => Tensors.Sum(tensor => tensor.Target.Count);

    /// <exception cref="ForgeException">The file or the wanted shape cannot be stretched.</exception>
    public static StretchPlan Create(GgufFile file, StretchOptions options)
    {
        var from = LlamaShape.Read(file);
        var to = from.StretchedTo(options);
        var type = options.Type ?? MatrixType(file);
        var planner = new TensorPlanner(from, to, type);

        var tensors = file.Tensors.Select(planner.Plan).ToList();
        foreach (var layer in Enumerable.Range(from.Depth, to.Depth - from.Depth))
            tensors.AddRange(planner.PlanAdded(layer));
        return new StretchPlan(from, to, StretchMetadata.Create(file, from, to, type, tensors.Sum(tensor => tensor.Target.Count)), tensors);
    }

    /// <summary>The type of the model's own matrices, if that can be written.</summary>
    private static TensorType MatrixType(GgufFile file)
    {
        var type = file.Tensors.Where(tensor => tensor.Shape.Length > 1).GroupBy(tensor => tensor.Type).MaxBy(group => group.Count())?.Key;
        return type is TensorType.F32 or TensorType.F16 or TensorType.Q8_0 ? type.Value : TensorType.F16;
    }
}
