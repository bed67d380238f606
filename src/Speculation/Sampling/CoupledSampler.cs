using System.Numerics.Tensors;

namespace SpecMesh.Speculation.Sampling;

/// <summary>
/// Draws a token as a deterministic function of (logits, context, parameters, seed, position). A draft and a target that run it with
/// the same seed share their noise, so they mostly pick the same token wherever their distributions are alike.
/// </summary>
/// <remarks>
/// The draw is an exponential race: argmin over tokens of E(v) / w(v), with E(v) = -ln u(seed, position, v) and w = exp(z). It follows
/// softmax(z) exactly. Daliri, Musco, Suresh: "Coupling without communication and drafter-invariant speculative decoding" (2024)
/// bound the chance that two such draws agree by (1 - TV) / (1 + TV). Computed as argmax of z(v) - ln E(v), the same order
/// without overflow. Not thread-safe: it reuses its buffers.
/// </remarks>
public sealed class CoupledSampler
{
    /// <summary>-ln(-ln u) of the largest u that <see cref="Philox"/> can give: no token can gain more by its noise.</summary>
    private static readonly double GreatestNoise = -Math.Log(-Math.Log(Philox.ToUniform(uint.MaxValue)));

    private readonly SamplingParameters _parameters;
    private readonly Penalties? _penalties;
    private readonly CandidateFilter? _filter;
    private float[] _scratch = [];

    public CoupledSampler(SamplingParameters parameters)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        _parameters = parameters;
        _penalties = parameters.HasPenalties ? new Penalties(parameters) : null;
        // A filter never removes the most likely token, so greedy decoding need not run it.
        _filter = parameters.HasFilters && parameters.Temperature > 0 ? new CandidateFilter(parameters) : null;
    }

    /// <summary>The token at <c>context.Length</c>.</summary>
    /// <param name="logits">One unnormalised log-probability per token id. Not changed.</param>
    /// <param name="context">Every token before the one to draw, prompt included.</param>
    /// <exception cref="ArgumentException">No logit is a number.</exception>
    public int Sample(ReadOnlySpan<float> logits, ReadOnlySpan<int> context)
    {
        logits = Adjust(logits, context);
        var best = TensorPrimitives.IndexOfMax(logits);
        if (best < 0 || float.IsNaN(logits[best]))
            throw new ArgumentException("The engine returned logits that are not numbers.", nameof(logits));
        if (_parameters.Temperature <= 0)
            return best;

        return _filter is null
            ? RaceAll(logits, best, context.Length)
            : RaceCandidates(_filter.Apply(logits), context.Length);
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

    private int RaceAll(ReadOnlySpan<float> logits, int mostLikely, int position)
    {
        var winner = mostLikely;
        var best = Score(logits[mostLikely], mostLikely, position);
        for (var token = 0; token < logits.Length; token++)
        {
            if (Tempered(logits[token]) + GreatestNoise >= best)
                Challenge(logits[token], token, position, ref winner, ref best);
        }

        return winner;
    }

    private int RaceCandidates(ReadOnlySpan<Candidate> candidates, int position)
    {
        // The most likely one, in case every candidate is forbidden.
        var winner = candidates[0].Token;
        var best = double.NegativeInfinity;
        foreach (var (token, logit) in candidates)
            Challenge(logit, token, position, ref winner, ref best);
        return winner;
    }

    private void Challenge(float logit, int token, int position, ref int winner, ref double best)
    {
        var score = Score(logit, token, position);
        if (score > best || (score == best && token < winner))
            (winner, best) = (token, score);
    }

    private double Score(float logit, int token, int position) =>
        Tempered(logit) - Math.Log(-Math.Log(Philox.Uniform(_parameters.Seed, position, token)));

    // In double precision: next to temperature 0 the quotient of two floats is infinite, and every token would be level.
    private double Tempered(float logit) => (double)logit / _parameters.Temperature;
}
