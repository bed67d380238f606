namespace SpecMesh.Speculation.Tests.Sampling;

/// <summary>
/// The sampler's definition to the last bit: the whole row sorted, then filtered, then every token that is left scored. Where
/// <see cref="ReferenceSampler"/> says what is right, with some room, this one says what the fast sampler must give exactly.
/// </summary>
internal sealed class PlainSampler(SamplingParameters parameters)
{
    private readonly ReferenceSampler _reference = new(parameters);

    public int Sample(float[] logits, int[] context)
    {
        var adjusted = _reference.Adjust(logits, context);
        var kept = Kept(adjusted);
        if (parameters.Temperature == 0)
            return kept[0];

        var winner = kept[0];
        var best = double.NegativeInfinity;
        foreach (var token in kept)
        {
            var noise = -Math.Log(-Math.Log(Philox.Uniform(parameters.Seed, context.Length, token)));
            var score = (double)adjusted[token] / parameters.Temperature + noise;
            if (score > best || (score == best && token < winner))
                (winner, best) = (token, score);
        }

        return winner;
    }

    /// <summary>The tokens that the filters leave, most likely first, equal logits by id.</summary>
    public int[] Kept(float[] logits)
    {
        var tokens = Enumerable.Range(0, logits.Length).OrderByDescending(token => logits[token] + 0f).ThenBy(token => token).ToArray();
        var max = logits[tokens[0]];
        if (parameters.TopK > 0)
            tokens = tokens[..Math.Min(parameters.TopK, tokens.Length)];
        if (parameters.TopP < 1)
            tokens = tokens[..NucleusSize([.. tokens.Select(token => Math.Exp(logits[token] - max))])];
        if (parameters.MinP > 0)
        {
            var least = max + MathF.Log(parameters.MinP);
            tokens = [.. tokens.Where((token, rank) => rank == 0 || logits[token] >= least)];
        }

        return tokens;
    }

    private int NucleusSize(double[] weights)
    {
        var total = 0.0;
        foreach (var weight in weights)
            total += weight;

        var cumulative = 0.0;
        for (var i = 0; i < weights.Length; i++)
        {
            cumulative += weights[i] / total;
            if (cumulative >= parameters.TopP)
                return i + 1;
        }

        return weights.Length;
    }
}
