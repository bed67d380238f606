using System.Numerics.Tensors;

namespace SpecMesh.Speculation.Sampling.Filters;

/// <summary>Top-p: the fewest most likely tokens whose probabilities add up to at least p.</summary>
internal sealed class Nucleus(float topP)
{
    // How far a cumulative probability that was summed up in another order may lie from the one of the sorted row. Each of the four sums
    // involved is off by at most 2^-53 a term: together below 1e-9 for two million tokens.
    private const double Tolerance = 1e-9;

    // All tokens further than this below the highest logit weigh less together than the largest p below 1 leaves over, unless there are
    // millions of them. Then the whole row is sorted.
    private const int Deepest = 32;

    private const int BlockSize = 256;

    /// <summary>The last token kept of a shortlist in order, which is all there is.</summary>
    public Cutoff Cut(Shortlist sorted)
    {
        var max = sorted[0].Logit;
        var total = 0.0;
        for (var i = 0; i < sorted.Count; i++)
            total += Weight(sorted[i].Logit, max);

        return Walk(sorted, max, total, reached: 0, topP) ?? sorted.Last;
    }

    /// <summary>The last token kept of a row.</summary>
    /// <param name="logits">The row; the highest is finite.</param>
    /// <param name="max">The highest logit.</param>
    /// <param name="least">Tokens with a lower logit are of no interest: another filter removes them.</param>
    /// <param name="shortlist">Room to work in.</param>
    /// <returns>The cutoff; <see cref="Cutoff.None"/> if every token of interest is kept.</returns>
    /// <remarks>
    /// Goes down the row in bands of one nat, and sorts only the band in which p is reached. If rounding could decide whether that is at one
    /// token or the next, sorts the whole row, so that the result is always that of the sorted row.
    /// </remarks>
    public Cutoff Cut(ReadOnlySpan<float> logits, float max, float least, Shortlist shortlist)
    {
        var total = TotalWeight(logits, max);
        var reached = 0.0;
        var upper = float.PositiveInfinity;
        for (var depth = 1; depth <= Deepest && upper > least; depth++)
        {
            var lower = Math.Max(max - depth, least);
            var band = TakeBand(logits, max, lower, upper, shortlist);
            if ((reached + band) / total >= topP - Tolerance)
                return CutInBand(logits, max, total, reached, shortlist);
            reached += band;
            upper = lower;
        }

        return upper > least ? CutSortedRow(logits, shortlist) : Cutoff.None;
    }

    private static double TakeBand(ReadOnlySpan<float> logits, float max, float lower, float upper, Shortlist shortlist)
    {
        shortlist.Clear();
        var weight = 0.0;
        foreach (var token in new TokensAtLeast(logits, lower))
        {
            if (logits[token] >= upper)
                continue;
            shortlist.Add(token, logits[token]);
            weight += Weight(logits[token], max);
        }

        return weight;
    }

    private Cutoff CutInBand(ReadOnlySpan<float> logits, float max, double total, double reached, Shortlist band)
    {
        band.Sort();
        var earliest = Walk(band, max, total, reached / total, topP - Tolerance);
        var latest = Walk(band, max, total, reached / total, topP + Tolerance);
        return earliest is { } cutoff && earliest == latest ? cutoff : CutSortedRow(logits, band);
    }

    private Cutoff CutSortedRow(ReadOnlySpan<float> logits, Shortlist shortlist)
    {
        shortlist.Clear();
        for (var token = 0; token < logits.Length; token++)
            shortlist.Add(token, logits[token]);
        shortlist.Sort();
        return Cut(shortlist);
    }

    /// <summary>The token at which the cumulative probability, <paramref name="reached"/> before the first, gets to <paramref name="goal"/>.</summary>
    private static Cutoff? Walk(Shortlist sorted, float max, double total, double reached, double goal)
    {
        for (var i = 0; i < sorted.Count; i++)
        {
            reached += Weight(sorted[i].Logit, max) / total;
            if (reached >= goal)
                return new Cutoff(sorted[i].Logit, sorted[i].Token);
        }

        return null;
    }

    private static double TotalWeight(ReadOnlySpan<float> logits, float max)
    {
        Span<float> differences = stackalloc float[BlockSize];
        Span<double> weights = stackalloc double[BlockSize];
        var total = 0.0;
        for (; !logits.IsEmpty; logits = logits[differences.Length..])
        {
            differences = differences[..Math.Min(BlockSize, logits.Length)];
            weights = weights[..differences.Length];
            TensorPrimitives.Subtract(logits[..differences.Length], max, differences);
            TensorPrimitives.ConvertChecked<float, double>(differences, weights);
            TensorPrimitives.Exp(weights, weights);
            total += TensorPrimitives.Sum<double>(weights);
        }

        return total;
    }

    private static double Weight(float logit, float max) => Math.Exp(logit - max);
}
