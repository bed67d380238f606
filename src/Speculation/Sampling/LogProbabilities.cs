using System.Numerics.Tensors;
using SpecMesh.Speculation.Sampling.Filters;

namespace SpecMesh.Speculation.Sampling;

/// <summary>A token and the natural logarithm of its probability.</summary>
public readonly record struct TokenLogprob(int Token, float Logprob);

/// <summary>
/// Log-probabilities of tokens: the log-softmax of raw logits, before bias, penalties, filters and temperature. The same as vLLM's default,
/// <c>raw_logprobs</c>.
/// </summary>
/// <remarks>
/// The sum runs in order of id and in double precision, so equal logits give equal bits wherever in a batch, or in memory, their row lies: a
/// sum over vectors could depend on the row's alignment. Not thread-safe: it reuses its buffers.
/// </remarks>
public sealed class LogProbabilities
{
    private readonly Shortlist _best = new();

    /// <summary>The log-probability of a token, and the most likely tokens with theirs.</summary>
    /// <param name="logits">One unnormalised log-probability per token id; none is NaN.</param>
    /// <param name="token">The token.</param>
    /// <param name="count">How many of the most likely tokens to list.</param>
    /// <param name="top">Receives them: most likely first, equal ones by id.</param>
    public float Read(ReadOnlySpan<float> logits, int token, int count, List<TokenLogprob> top)
    {
        ArgumentNullException.ThrowIfNull(top);
        var total = LogOfTotal(logits);
        top.Clear();
        if (count > 0)
        {
            TakeBest(logits, count);
            for (var i = 0; i < Math.Min(count, _best.Count); i++)
                top.Add(new TokenLogprob(_best[i].Token, (float)(_best[i].Logit - total)));
        }

        return (float)(logits[token] - total);
    }

    private static double LogOfTotal(ReadOnlySpan<float> logits)
    {
        var max = (double)TensorPrimitives.Max(logits);
        var total = 0.0;
        foreach (var logit in logits)
            total += Math.Exp(logit - max);
        return max + Math.Log(total);
    }

    private void TakeBest(ReadOnlySpan<float> logits, int count)
    {
        if (count < logits.Length)
        {
            _best.TakeBest(logits, count);
            return;
        }

        _best.Clear();
        for (var token = 0; token < logits.Length; token++)
            _best.Add(token, logits[token]);
        _best.Sort();
    }
}
