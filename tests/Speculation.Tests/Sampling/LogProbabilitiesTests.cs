namespace SpecMesh.Speculation.Tests.Sampling;

public sealed class LogProbabilitiesTests
{
    private static readonly Gen<float[]> Rows = Gen.Float[-50, 50].Array[1, 400];

    [Fact]
    public void They_are_the_logarithm_of_the_softmax() => Gen.Select(Rows, Gen.Int[0, 399]).Sample((logits, index) =>
    {
        var token = index % logits.Length;
        var total = logits.Sum(logit => Math.Exp((double)logit));
        var logprob = new LogProbabilities().Read(logits, token, 0, []);
        Assert.Equal(Math.Log(Math.Exp((double)logits[token]) / total), logprob, 1e-4);
    });

    [Fact]
    public void The_top_tokens_come_in_order_and_equal_ones_by_id() => Gen.Select(Gen.Int[-3, 3].Select(i => (float)i).Array[1, 60], Gen.Int[0, 70])
        .Sample((logits, count) =>
        {
            var top = new List<TokenLogprob>();
            var reader = new LogProbabilities();
            reader.Read(logits, 0, count, top);

            var expected = Enumerable.Range(0, logits.Length).OrderByDescending(token => logits[token]).ThenBy(token => token).Take(count).ToList();
            Assert.Equal(expected, top.Select(entry => entry.Token));
            Assert.All(top, entry => Assert.Equal(reader.Read(logits, entry.Token, 0, []), entry.Logprob));
        });

    [Fact]
    public void Equal_rows_give_equal_bits_wherever_they_lie() => Gen.Select(Rows, Gen.Int[0, 70]).Sample((logits, offset) =>
    {
        var elsewhere = new float[offset + logits.Length];
        logits.CopyTo(elsewhere, offset);
        var reader = new LogProbabilities();
        Assert.Equal(
            BitConverter.SingleToInt32Bits(reader.Read(logits, 0, 0, [])),
            BitConverter.SingleToInt32Bits(reader.Read(elsewhere.AsSpan(offset), 0, 0, [])));
    });

    [Fact]
    public void Logits_of_any_size_are_no_trouble()
    {
        var reader = new LogProbabilities();
        Assert.Equal(0, reader.Read([30_000, -30_000], 0, 0, []));
        Assert.Equal(float.NegativeInfinity, reader.Read([1, float.NegativeInfinity], 1, 0, []));
        Assert.Equal(-MathF.Log(2), reader.Read([-1e9f, -1e9f], 1, 0, []), 1e-6f);
    }
}
