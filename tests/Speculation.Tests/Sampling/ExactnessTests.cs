using System.Collections.Immutable;

namespace SpecMesh.Speculation.Tests.Sampling;

/// <summary>Whatever the sampler leaves out to be fast, the token is the one of the plain definition, to the last bit.</summary>
public sealed class ExactnessTests
{
    [Fact]
    public void Draws_the_token_of_the_definition_from_any_row() =>
        Draws(Sizes(1, 300)).Sample(AssertExact, iter: 4000);

    [Fact]
    public void Draws_the_token_of_the_definition_from_rows_of_some_thousands() =>
        Draws(Sizes(300, 5000)).Sample(AssertExact, iter: 150);

    [Theory]
    [InlineData(32_000)]
    [InlineData(50_257)]
    [InlineData(128_256)]
    public void Draws_the_token_of_the_definition_from_rows_of_real_vocabularies(int size)
    {
        var random = new Random(size);
        var logits = new float[size];
        for (var token = 0; token < size; token++)
            logits[token] = 3 * (float)(random.NextDouble() + random.NextDouble() + random.NextDouble() - 1.5) * (token % 997 == 0 ? 6 : 1);

        var plain = new SamplingParameters { Seed = 11, Temperature = 1 };
        foreach (var parameters in new[]
        {
            plain, plain with { Temperature = 0.01f }, plain with { Temperature = 5 }, plain with { TopK = 40 }, plain with { TopP = 0.5f },
            plain with { MinP = 0.05f, TopP = 0.9f },
        })
        {
            AssertExact(new(parameters, logits, [1, 2, 3]));
        }
    }

    [Fact]
    public void A_row_of_equal_logits_is_decided_by_noise_alone() =>
        Gen.Select(Gen.ULong, Gen.Int[1, 2000], SamplingGen.Among(-1e30f, -5f, -0f, 0f, 5f, 1e30f), Temperatures).Sample((seed, size, level, temperature) =>
            AssertExact(new(new() { Seed = seed, Temperature = temperature }, [.. Enumerable.Repeat(level, size)], [0])), iter: 200);

    [Fact]
    public void Plus_and_minus_zero_are_a_tie()
    {
        Assert.Equal(1, new CoupledSampler(SamplingParameters.Greedy).Sample([-1, -0f, 0f], [0]));
        Assert.Equal(1, new CoupledSampler(new() { Temperature = 1, TopK = 1 }).Sample([-1, -0f, 0f], [0]));
    }

    [Theory]
    [InlineData(float.PositiveInfinity, 1)]
    [InlineData(float.NegativeInfinity, 0)]
    public void Where_the_highest_logit_is_infinite_the_first_such_token_is_drawn(float highest, int expected)
    {
        float[] logits = [float.NegativeInfinity, highest, highest, float.NegativeInfinity];
        foreach (var parameters in new SamplingParameters[] { new(), new() { Temperature = 1 }, new() { Temperature = 1, TopK = 2, TopP = 0.5f, MinP = 0.1f } })
            Assert.Equal(expected, new CoupledSampler(parameters).Sample(logits, [0]));
    }

    private static Gen<float> Temperatures { get; } = Gen.OneOf(Gen.Float[-6, 0.7f].Select(exponent => MathF.Pow(10, exponent)), Gen.Float[0.5f, 1.5f]);

    private static Gen<int> Sizes(int least, int most) => Gen.Int[least, most];

    private static Gen<Draw> Draws(Gen<int> sizes) =>
        Gen.Select(sizes, Temperatures, SamplingGen.Among(0.01f, 1f, 8f, 100f, 1e6f, 1e30f)).SelectMany((size, temperature, spread) =>
            Gen.Select(Parameters(size), Logits(size, spread), Gen.Int[0, size - 1].Array[1, 80], (parameters, logits, context) =>
                new Draw(parameters with { Temperature = parameters.Temperature == 0 ? 0 : temperature }, logits, context)));

    /// <summary>All parameters, also extreme filters and biases that forbid tokens.</summary>
    private static Gen<SamplingParameters> Parameters(int size) =>
        Gen.Select(
            SamplingGen.All(size), Gen.OneOf(Gen.Const(0), Gen.Int[1, 50], Gen.Int[1, 2 * size]),
            Gen.OneOf(Gen.Const(1f), Gen.Float[0.3f, 0.99f], SamplingGen.Among(1e-6f, 0.5f, 0.75f, 0.9999f, 0.99999994f)),
            Gen.Int[0, size - 1].Array[0, 3],
            (parameters, topK, topP, forbidden) => parameters with
            {
                TopK = topK,
                TopP = topP,
                LogitBias = [.. parameters.LogitBias, .. forbidden.Select(token => new LogitBias(token, float.NegativeInfinity)).ToImmutableArray()],
            });

    /// <summary>Logits of many shapes: spread out, with ties, with forbidden tokens, with a few that stand out.</summary>
    private static Gen<float[]> Logits(int size, float spread) =>
        Gen.OneOf(
            Gen.Float[-spread, spread],
            Gen.Int[-4, 4].Select(step => step * spread / 4),
            Gen.Frequency(
                (6, Gen.Float[-spread, spread]), (2, Gen.Const(float.NegativeInfinity)), (1, Gen.Const(-0f)), (1, Gen.Const(0f)),
                (1, Gen.Float[spread, 3 * spread])))
            .Array[size];

    private static void AssertExact(Draw draw) =>
        Assert.Equal(
            new PlainSampler(draw.Parameters).Sample(draw.Logits, draw.Context), new CoupledSampler(draw.Parameters).Sample(draw.Logits, draw.Context));

    private sealed record Draw(SamplingParameters Parameters, float[] Logits, int[] Context);
}
