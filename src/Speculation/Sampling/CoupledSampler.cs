using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using SpecMesh.Speculation.Sampling.Filters;

namespace SpecMesh.Speculation.Sampling;

/// <summary>
/// Draws a token as a deterministic function of (logits, context, parameters, seed, position). A draft and a target that run it with
/// the same seed share their noise, so they mostly pick the same token wherever their distributions are alike.
/// </summary>
/// <remarks>
/// The draw is an exponential race: argmin over tokens of E(v) / w(v), with E(v) = -ln u(seed, position, v) and w = exp(z). It follows
/// softmax(z) exactly. Daliri, Musco, Suresh: "Coupling without communication and drafter-invariant speculative decoding" (2024)
/// bound the chance that two such draws agree by (1 - TV) / (1 + TV). Computed as argmax of z(v) - ln E(v), the same order
/// without overflow; see <see cref="Race"/>. Not thread-safe: it reuses its buffers.
/// </remarks>
public sealed class CoupledSampler
{
    private readonly SamplingParameters _parameters;
    private readonly Penalties? _penalties;
    private readonly CandidateFilter? _filter;
    private readonly Race _race;
    private float[] _scratch = [];

    public CoupledSampler(SamplingParameters parameters)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        _parameters = parameters;
        _penalties = parameters.HasPenalties ? new Penalties(parameters) : null;
        // A filter never removes the most likely token, so greedy decoding need not run it.
        _filter = parameters.HasFilters && parameters.Temperature > 0 ? new CandidateFilter(parameters) : null;
        _race = new Race(parameters.Seed, parameters.Temperature);
    }

    /// <summary>The token at <c>context.Length</c>.</summary>
    /// <param name="logits">One unnormalised log-probability per token id. Not changed.</param>
    /// <param name="context">Every token before the one to draw, prompt included.</param>
    /// <exception cref="ArgumentException">No logit is a number.</exception>
    public int Sample(ReadOnlySpan<float> logits, ReadOnlySpan<int> context)
    {
        logits = Adjust(logits, context);
        var mostLikely = MostLikely(logits);
        // Noise is finite: an infinite logit beats all others, and if every token is forbidden they are level.
        if (_parameters.Temperature <= 0 || float.IsInfinity(logits[mostLikely]))
            return mostLikely;

        return _race.Run(logits, context.Length, mostLikely, _filter?.Apply(logits, mostLikely) ?? Cutoff.None);
    }

    private static int MostLikely(ReadOnlySpan<float> logits)
    {
        var max = logits.IsEmpty ? float.NaN : TensorPrimitives.Max(logits);
        if (float.IsNaN(max))
            throw new ArgumentException("The engine returned logits that are not numbers.", nameof(logits));

        // Numbers are found by their bits, many at a time; 0 has two forms.
        var bits = MemoryMarshal.Cast<float, int>(logits);
        return max == 0
            ? bits.IndexOfAny(BitConverter.SingleToInt32Bits(0f), BitConverter.SingleToInt32Bits(-0f))
            : bits.IndexOf(BitConverter.SingleToInt32Bits(max));
    }

    private ReadOnlySpan<float> Adjust(ReadOnlySpan<float> logits, ReadOnlySpan<int> context)
    {
        if (_penalties is null && _parameters.LogitBias.IsEmpty)
            return logits;

        if (_scratch.Length != logits.Length)
            _scratch = new float[logits.Length];
        logits.CopyTo(_scratch);
        foreach (var (token, bias) in _parameters.LogitBias)
        {
            if ((uint)token < (uint)_scratch.Length)
                _scratch[token] += bias;
        }

        _penalties?.Apply(_scratch, context);
        return _scratch;
    }
}
