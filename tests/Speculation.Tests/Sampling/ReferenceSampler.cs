namespace SpecMesh.Speculation.Tests.Sampling;

/// <summary>
/// The sampler as the protocol describes it, with no thought of speed: bias, penalties, top-k, top-p, min-p, temperature, race.
/// </summary>
/// <remarks>
/// It computes probabilities in double precision, so a token at the border of a filter, or two that are level in the race, may come out
/// differently. <see cref="Allows"/> leaves that much room and no more.
/// </remarks>
internal sealed class ReferenceSampler(SamplingParameters parameters)
{
    private const double Room = 1e-5;

    /// <summary>Whether <paramref name="drawn"/> is the token to be drawn.</summary>
    public bool Allows(int drawn, ReadOnlySpan<float> logits, ReadOnlySpan<int> context)
    {
        var adjusted = Adjust(logits, context);
        if (parameters.Temperature == 0)
            return drawn == Array.IndexOf(adjusted, adjusted.Max());

        var position = context.Length;
        double Score(int token) =>
            (double)adjusted[token] / parameters.Temperature - Math.Log(-Math.Log(Philox.Uniform(parameters.Seed, position, token)));
        var room = Room * Math.Max(1, Math.Abs(adjusted.Max() / parameters.Temperature));
        return Survivors(adjusted, -Room).Contains(drawn)
            && Survivors(adjusted, Room).All(token => Score(drawn) >= Score(token) - room);
    }

    /// <summary>Logits after bias and penalties.</summary>
    public float[] Adjust(ReadOnlySpan<float> logits, ReadOnlySpan<int> context)
    {
        var adjusted = logits.ToArray();
        foreach (var (token, bias) in parameters.LogitBias)
            adjusted[token] += bias;

        var window = context.ToArray().TakeLast(parameters.PenaltyWindow < 0 ? context.Length : parameters.PenaltyWindow).ToArray();
        for (var token = 0; token < adjusted.Length; token++)
        {
            var count = window.Count(seen => seen == token);
            if (count == 0)
                continue;
            adjusted[token] = adjusted[token] > 0
                ? adjusted[token] / parameters.RepetitionPenalty
                : adjusted[token] * parameters.RepetitionPenalty;
            adjusted[token] -= count * parameters.FrequencyPenalty + parameters.PresencePenalty;
        }

        return adjusted;
    }

    /// <summary>Tokens that the filters leave.</summary>
    /// <param name="logits">Adjusted logits.</param>
    /// <param name="strictness">Above 0: without those at the border; below: with them.</param>
    private int[] Survivors(float[] logits, double strictness)
    {
        var kept = Enumerable.Range(0, logits.Length).OrderByDescending(token => logits[token]).ThenBy(token => token).ToArray();
        if (parameters.TopK > 0)
            kept = [.. kept.Take(parameters.TopK)];
        if (parameters.TopP < 1)
        {
            var weights = kept.Select(token => Math.Exp(logits[token] - logits[kept[0]])).ToArray();
            var total = weights.Sum();
            // A token stays if those before it do not add up to top-p yet.
            kept = [.. kept.Where((_, i) => i == 0 || weights.Take(i).Sum() / total < parameters.TopP - strictness)];
        }

        if (parameters.MinP > 0)
        {
            var least = parameters.MinP * (1 + strictness);
            kept = [.. kept.Where(token => token == kept[0] || Math.Exp(logits[token] - logits[kept[0]]) >= least)];
        }

        return kept;
    }
}
