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
    private readonly double _widestLead;
    private float[] _scratch = [];
    private float[] _masked = [];

    /// <param name="parameters">How tokens are drawn.</param>
    /// <param name="widestLead">The greatest <see cref="Lead"/> that is told from greater ones. 0: none is measured, which is faster.</param>
    public CoupledSampler(SamplingParameters parameters, double widestLead = 0)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        ArgumentOutOfRangeException.ThrowIfNegative(widestLead);
        _parameters = parameters;
        _widestLead = widestLead;
        _penalties = parameters.HasPenalties ? new Penalties(parameters) : null;
        // A filter never removes the most likely token, so greedy decoding need not run it.
        _filter = parameters.HasFilters && parameters.Temperature > 0 ? new CandidateFilter(parameters) : null;
        _race = new Race(parameters.Seed, parameters.Temperature, widestLead);
    }

    /// <summary>
    /// By how much the logit of another token would have had to be higher for it to be drawn instead of the last one: how far logits may
    /// differ without changing the draw.
    /// </summary>
    public double Lead { get; private set; }

    /// <summary>The token at <c>context.Length</c>.</summary>
    /// <param name="logits">One unnormalised log-probability per token id. Not changed.</param>
    /// <param name="context">Every token before the one to draw, prompt included.</param>
    /// <param name="constraint">What the token must obey. Tokens that it forbids are gone before top-k, top-p and min-p choose among the rest.</param>
    /// <exception cref="ArgumentException">No logit is a number.</exception>
    /// <exception cref="ConstraintException">No token is allowed.</exception>
    public int Sample(ReadOnlySpan<float> logits, ReadOnlySpan<int> context, ITokenConstraint? constraint = null)
    {
        logits = Adjust(logits, context);
        var mostLikely = MostLikely(logits);
        return constraint is null
            ? Draw(logits, context.Length, mostLikely, _filter)
            : Draw(logits, context.Length, mostLikely, constraint);
    }

    private int Draw(ReadOnlySpan<float> logits, int position, int mostLikely, CandidateFilter? filter)
    {
        // Noise is finite: an infinite logit beats all others, and if every token is forbidden they are level.
        if (_parameters.Temperature <= 0 || float.IsInfinity(logits[mostLikely]))
        {
            Lead = _widestLead > 0 ? Math.Min(_widestLead, LeadOf(logits, mostLikely)) : 0;
            return mostLikely;
        }

        var token = _race.Run(logits, position, mostLikely, filter?.Apply(logits, mostLikely) ?? Cutoff.None);
        Lead = _race.Lead;
        return token;
    }

    /// <summary>Draws what drawing from the masked row gives, and masks only where that may be another token than the free one.</summary>
    /// <remarks>
    /// Who wins among all tokens and is allowed wins among the allowed ones. Filters must keep it, too: they look at the masked row, and the one
    /// token that they surely keep there is its most likely one, which the row's most likely token is if it is allowed.
    /// </remarks>
    private int Draw(ReadOnlySpan<float> logits, int position, int mostLikely, ITokenConstraint constraint)
    {
        var free = Draw(logits, position, mostLikely, filter: null);
        if ((_filter is null || free == mostLikely) && !float.IsNegativeInfinity(logits[free]) && constraint.Allows(free))
            return free;

        if (_masked.Length != logits.Length)
            _masked = new float[logits.Length];
        logits.CopyTo(_masked);
        constraint.Mask(_masked);
        mostLikely = MostLikely(_masked);
        return float.IsNegativeInfinity(_masked[mostLikely])
            ? throw new ConstraintException("No token of the model may come next: what the grammar demands cannot be written with them, or is forbidden by 'logit_bias'.")
            : Draw(_masked, position, mostLikely, _filter);
    }

    private static double LeadOf(ReadOnlySpan<float> logits, int mostLikely)
    {
        var others = MathF.Max(MaxOf(logits[..mostLikely]), MaxOf(logits[(mostLikely + 1)..]));
        return logits[mostLikely] > others ? (double)logits[mostLikely] - others : 0;
    }

    private static float MaxOf(ReadOnlySpan<float> logits) => logits.IsEmpty ? float.NegativeInfinity : TensorPrimitives.Max(logits);

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
        var mayEnd = context.Length >= _parameters.EndsFrom;
        if (_penalties is null && _parameters.LogitBias.IsEmpty && mayEnd)
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
        if (!mayEnd)
            ForbidEnds();
        return _scratch;
    }

    private void ForbidEnds()
    {
        foreach (var token in _parameters.EndTokens)
        {
            if ((uint)token < (uint)_scratch.Length)
                _scratch[token] = float.NegativeInfinity;
        }
    }
}
