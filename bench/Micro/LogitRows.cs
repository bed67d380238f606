namespace SpecMesh.Micro;

/// <summary>Rows of logits shaped like those of a language model in the middle of a sentence.</summary>
/// <remarks>
/// The body, nearly the whole vocabulary, is normal with deviation 2.3 around 0; a head of 200 tokens at random places falls off as
/// 18 - 1.7 ln(rank). At temperature 1.0 the most likely token then has about half of the probability, the body of 128,256 tokens 1.3 per cent, and
/// the highest logit lies 18 above the median: neither sure of itself nor flat.
/// </remarks>
internal static class LogitRows
{
    private const double BodyDeviation = 2.3;
    private const double HeadHeight = 18;
    private const double HeadSlope = 1.7;
    private const int HeadSize = 200;

    /// <summary>Several rows, so that neither a cache nor a branch predictor knows the next one by heart.</summary>
    public static float[][] Create(int vocabulary, int rows)
    {
        var random = new Random(3);
        return [.. Enumerable.Range(0, rows).Select(_ => CreateRow(vocabulary, random))];
    }

    private static float[] CreateRow(int vocabulary, Random random)
    {
        var row = new float[vocabulary];
        for (var token = 0; token < vocabulary; token++)
            row[token] = (float)(BodyDeviation * Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(Math.Tau * random.NextDouble()));
        for (var rank = 1; rank <= HeadSize; rank++)
            row[random.Next(vocabulary)] = (float)(HeadHeight - HeadSlope * Math.Log(rank));
        return row;
    }
}
