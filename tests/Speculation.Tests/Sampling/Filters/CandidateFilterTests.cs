namespace SpecMesh.Speculation.Tests.Sampling.Filters;

/// <summary>The filters keep what they would keep of the sorted row, though they do not sort it.</summary>
public sealed class CandidateFilterTests
{
    [Fact]
    public void Keeps_what_the_sorted_row_keeps() =>
        Gen.Select(SamplingGen.Filters, Gen.Int[1, 600], SamplingGen.Among(0.1f, 2f, 8f, 60f)).SelectMany((parameters, size, spread) =>
            SamplingGen.Logits(size, spread).Select(logits => (parameters, logits))).Sample(AssertKeeps, iter: 2000);

    /// <summary>Equal logits and a p that they divide evenly: rounding alone says where p is reached, and must say the same.</summary>
    [Theory]
    [InlineData(0.25f)]
    [InlineData(0.5f)]
    [InlineData(0.75f)]
    [InlineData(0.99999994f)]
    public void Keeps_what_the_sorted_row_keeps_where_rounding_decides(float topP)
    {
        for (var size = 4; size < 600; size += 4)
            AssertKeeps(new() { TopP = topP }, new float[size]);
    }

    [Fact]
    public void Keeps_what_the_sorted_row_keeps_where_the_nucleus_is_deep()
    {
        // One token with half of the probability, and the rest spread evenly over a hundred thousand, many nats below.
        var logits = new float[100_001];
        logits[77] = MathF.Log(100_000);
        AssertKeeps(new() { TopP = 0.50001f }, logits);
        AssertKeeps(new() { TopP = 0.4f }, logits);
    }

    [Fact]
    public void Top_k_takes_the_lowest_ids_of_equal_logits() =>
        Assert.Equal(new Cutoff(1, 40), new CandidateFilter(new() { TopK = 41 }).Apply([.. Enumerable.Repeat(1f, 3000)], 0));

    private static void AssertKeeps(SamplingParameters parameters, float[] logits)
    {
        var kept = new PlainSampler(parameters).Kept(logits);
        var cutoff = new CandidateFilter(parameters).Apply(logits, kept[0]);
        Assert.Equal(kept.Order(), Enumerable.Range(0, logits.Length).Where(token => cutoff.Keeps(token, logits[token])));
    }
}
