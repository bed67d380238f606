namespace SpecMesh.Speculation.Tests.Sampling;

public sealed class CoupledSamplerTests
{
    private const int Vocabulary = 50;

    [Theory]
    [InlineData(new float[] { 1, 3, 3, 2 }, 1)]
    [InlineData(new float[] { -1, -1, -1 }, 0)]
    [InlineData(new float[] { float.NegativeInfinity, -5, float.NegativeInfinity }, 1)]
    public void Greedy_takes_the_most_likely_token_and_the_lowest_id_on_a_tie(float[] logits, int expected) =>
        Assert.Equal(expected, new CoupledSampler(SamplingParameters.Greedy).Sample(logits, [0]));

    [Fact]
    public void Greedy_does_not_mind_the_filters() =>
        Gen.Select(SamplingGen.Filters, SamplingGen.Logits(Vocabulary)).Sample((filters, logits) =>
            Assert.Equal(
                new CoupledSampler(SamplingParameters.Greedy).Sample(logits, [0]),
                new CoupledSampler(filters with { Temperature = 0 }).Sample(logits, [0])));

    [Fact]
    public void Draws_what_the_reference_draws_under_any_filters() =>
        Gen.Select(SamplingGen.Filters, SamplingGen.Logits(Vocabulary), SamplingGen.Context(Vocabulary))
            .Sample((parameters, logits, context) => AssertAsReference(parameters, logits, context), iter: 3000);

    [Fact]
    public void Draws_what_the_reference_draws_with_everything_at_once() =>
        Gen.Select(SamplingGen.All(Vocabulary), SamplingGen.Logits(Vocabulary), SamplingGen.Context(Vocabulary))
            .Sample((parameters, logits, context) => AssertAsReference(parameters, logits, context), iter: 3000);

    [Fact]
    public void Equal_seed_position_and_logits_give_an_equal_token_whatever_the_context_says() =>
        Gen.Select(SamplingGen.Filters, SamplingGen.Logits(Vocabulary), Gen.Int[1, 50]).SelectMany((parameters, logits, length) =>
            Gen.Select(Gen.Int[0, 9].Array[length], Gen.Int[0, 9].Array[length], (one, other) => (parameters, logits, one, other)))
            .Sample((parameters, logits, one, other) => Assert.Equal(
                new CoupledSampler(parameters).Sample(logits, one), new CoupledSampler(parameters).Sample(logits, other)));

    [Fact]
    public void A_sampler_carries_nothing_from_one_draw_to_the_next() =>
        Gen.Select(SamplingGen.All(Vocabulary), SamplingGen.Logits(Vocabulary).Array[2, 6], SamplingGen.Context(Vocabulary))
            .Sample((parameters, draws, context) =>
            {
                var used = new CoupledSampler(parameters);
                foreach (var logits in draws)
                    Assert.Equal(new CoupledSampler(parameters).Sample(logits, context), used.Sample(logits, context));
            });

    [Fact]
    public void Tokens_that_cannot_be_drawn_change_nothing() =>
        Gen.Select(SamplingGen.Filters, SamplingGen.Logits(Vocabulary), Gen.Int[1, 100]).Sample((parameters, logits, more) =>
        {
            float[] longer = [.. logits, .. Enumerable.Repeat(float.NegativeInfinity, more)];
            Assert.Equal(new CoupledSampler(parameters).Sample(logits, [0]), new CoupledSampler(parameters).Sample(longer, [0]));
        });

    [Fact]
    public void The_given_logits_are_left_as_they_are() =>
        Gen.Select(SamplingGen.All(Vocabulary), SamplingGen.Logits(Vocabulary), SamplingGen.Context(Vocabulary))
            .Sample((parameters, logits, context) =>
            {
                var before = (float[])logits.Clone();
                new CoupledSampler(parameters).Sample(logits, context);
                Assert.Equal(before, logits);
            });

    [Fact]
    public void Another_seed_or_position_gives_other_tokens()
    {
        var flat = new float[1000];
        int Draw(ulong seed, int length) => new CoupledSampler(new SamplingParameters { Seed = seed, Temperature = 1 }).Sample(flat, new int[length]);
        Assert.True(Enumerable.Range(0, 100).Select(seed => Draw((ulong)seed, 1)).Distinct().Count() > 80);
        Assert.True(Enumerable.Range(1, 100).Select(length => Draw(7, length)).Distinct().Count() > 80);
    }

    [Theory]
    [InlineData(1e-20f)]
    [InlineData(1e-40f)]
    [InlineData(float.Epsilon)]
    public void A_temperature_next_to_0_is_greedy(float temperature)
    {
        float[][] cases = [[1, 3, 2], [-30, -10, -20], [-5, 40, 39.9f]];
        foreach (var parameters in new SamplingParameters[] { new(), new() { TopK = 2 }, new() { MinP = 0.01f } })
        {
            foreach (var logits in cases)
                Assert.Equal(1, new CoupledSampler(parameters with { Temperature = temperature }).Sample(logits, [0]));
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public void Where_a_bias_forbids_every_token_one_is_drawn_all_the_same(int topK)
    {
        var parameters = new SamplingParameters
        {
            Temperature = 1,
            TopK = topK,
            LogitBias = [new(0, float.NegativeInfinity), new(1, float.NegativeInfinity), new(2, float.NegativeInfinity)],
        };
        Assert.InRange(new CoupledSampler(parameters).Sample([1, 2, 3], [0]), 0, 2);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void Tokens_that_end_a_generation_are_not_drawn_before_their_position(float temperature)
    {
        // Token 9 is beyond these logits, as with a draft of fewer tokens.
        var parameters = new SamplingParameters { Temperature = temperature, EndTokens = [1, 9], EndsFrom = 3 };
        float[] logits = [0, 100, 1];
        Assert.NotEqual(1, new CoupledSampler(parameters).Sample(logits, [0, 0]));
        Assert.Equal(1, new CoupledSampler(parameters).Sample(logits, [0, 0, 0]));
    }

    [Fact]
    public void Logits_that_are_not_numbers_are_refused() =>
        Assert.Throws<ArgumentException>(() => new CoupledSampler(SamplingParameters.Greedy).Sample([1, float.NaN, 2], [0]));

    private static void AssertAsReference(SamplingParameters parameters, float[] logits, int[] context)
    {
        var drawn = new CoupledSampler(parameters).Sample(logits, context);
        Assert.True(new ReferenceSampler(parameters).Allows(drawn, logits, context), $"The reference does not draw {drawn}.");
    }
}
