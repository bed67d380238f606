using System.Numerics.Tensors;

namespace SpecMesh.Speculation.Drafting;

/// <summary>How sure a draft is of its own guess.</summary>
internal static class Confidence
{
    // Greedy targets have no temperature; the draft's untempered probability says best how often it is right there.
    private const float GreedyTemperature = 1;

    [ThreadStatic]
    private static float[]? _scratch;

    /// <summary>The draft's probability of <paramref name="token"/> after temperature, in 255ths and at least one; filters and penalties are left out.</summary>
    public static byte Of(ReadOnlySpan<float> logits, int token, float temperature)
    {
        if (_scratch is null || _scratch.Length < logits.Length)
            _scratch = new float[logits.Length];
        var weights = _scratch.AsSpan(0, logits.Length);
        TensorPrimitives.Subtract(logits, logits[token], weights);
        TensorPrimitives.Divide(weights, temperature > 0 ? temperature : GreedyTemperature, weights);
        TensorPrimitives.Exp(weights, weights);
        var probability = 1 / TensorPrimitives.Sum<float>(weights);
        return (byte)Math.Clamp((int)MathF.Round(probability * byte.MaxValue), 1, byte.MaxValue);
    }
}
