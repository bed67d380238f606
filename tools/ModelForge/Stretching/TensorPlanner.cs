using System.Globalization;
using System.Text.RegularExpressions;
using SpecMesh.ModelForge.Gguf;

namespace SpecMesh.ModelForge.Stretching;

/// <summary>Plans each tensor by the part that it plays in a layer.</summary>
internal sealed partial class TensorPlanner(LlamaShape from, LlamaShape to, TensorType matrixType)
{
    private static readonly string[] LayerRoles =
    [
        "attn_norm.weight", "attn_q.weight", "attn_k.weight", "attn_v.weight", "attn_output.weight",
        "ffn_norm.weight", "ffn_gate.weight", "ffn_up.weight", "ffn_down.weight",
    ];

    private readonly float _normScale = MathF.Sqrt((float)from.Width / to.Width);

    /// <summary>The plan for a tensor of the smaller model.</summary>
    /// <exception cref="ForgeException">Its kind or type is not known, or its shape is not that of the model.</exception>
    public TensorPlan Plan(GgufTensor source)
    {
        if (!TensorCodec.CanDecode(source.Type))
            throw new ForgeException($"The tensor '{source.Name}' has the type {source.Type}. Convert the model to F32, F16 or Q8_0 first.");
        var role = LayerTensor().Match(source.Name) is { Success: true } match ? match.Groups["role"].Value : source.Name;
        var plan = Plan(source.Name, role, source);
        if (source.Columns > plan.Target.Columns || source.Rows > plan.Target.Rows)
            throw new ForgeException($"The tensor '{source.Name}' is [{string.Join(", ", source.Shape)}], larger than a model of this shape has. The file is broken.");
        return plan;
    }

    /// <summary>The tensors of a layer that the smaller model does not have.</summary>
    public IEnumerable<TensorPlan> PlanAdded(int layer) =>
        LayerRoles.Select(role => Plan(string.Create(CultureInfo.InvariantCulture, $"blk.{layer}.{role}"), role, source: null));

    private TensorPlan Plan(string name, string role, GgufTensor? source)
    {
        var kvWidth = to.KvHeads * to.HeadSize;
        return role switch
        {
            "token_embd.weight" or "output.weight" => Matrix(to.Width, source!.Rows, AddedRows.Padding),
            "output_norm.weight" or "attn_norm.weight" or "ffn_norm.weight" => Vector(to.Width, _normScale, _normScale),
            "attn_q.weight" => Matrix(to.Width, to.Width, AddedRows.Random),
            "attn_k.weight" or "attn_v.weight" => Matrix(to.Width, kvWidth, AddedRows.Random),
            "attn_output.weight" => Matrix(to.Width, to.Width, AddedRows.Padding),
            "ffn_gate.weight" or "ffn_up.weight" => Matrix(to.Width, to.Ffn, AddedRows.Random),
            "ffn_down.weight" => Matrix(to.Ffn, to.Width, AddedRows.Padding),
            "attn_q.bias" or "attn_output.bias" or "ffn_down.bias" => Vector(to.Width, 1, 0),
            "attn_k.bias" or "attn_v.bias" => Vector(kvWidth, 1, 0),
            "ffn_gate.bias" or "ffn_up.bias" => Vector(to.Ffn, 1, 0),

            // Factors of the rotary angles: one for each pair of numbers in a head, and heads keep their size.
            "rope_freqs.weight" => Vector(source!.Columns, 1, 0),
            _ => throw new ForgeException($"The tensor '{name}' is of no kind that can be stretched."),
        };

        TensorPlan Matrix(long columns, long rows, AddedRows added) =>
            new(new GgufTensor(name, [columns, rows], matrixType, Offset: 0), source, Scale: 1, Padding: 0, added);

        TensorPlan Vector(long size, float scale, float padding) =>
            new(new GgufTensor(name, [size], TensorType.F32, Offset: 0), source, scale, padding, AddedRows.Padding);
    }

    [GeneratedRegex(@"^blk\.[0-9]+\.(?<role>.+)$")]
    private static partial Regex LayerTensor();
}
