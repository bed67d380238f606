namespace SpecMesh.Speculation.Tests.Sampling;

public sealed class PenaltiesTests
{
    private static readonly int[] Context = [2, 0, 1, 1];

    [Fact]
    public void Repetition_divides_positive_and_multiplies_negative_logits() =>
        AssertPenalised(new() { RepetitionPenalty = 2 }, [4, -3, 0, 5], [2, -6, 0, 5]);

    [Fact]
    public void Presence_counts_once_and_frequency_each_time()
    {
        AssertPenalised(new() { PresencePenalty = 0.5f }, [4, -3, 0, 5], [3.5f, -3.5f, -0.5f, 5]);
        AssertPenalised(new() { FrequencyPenalty = 0.5f }, [4, -3, 0, 5], [3.5f, -4, -0.5f, 5]);
    }

    [Fact]
    public void Repetition_comes_before_presence_and_frequency() =>
        AssertPenalised(
            new() { RepetitionPenalty = 2, PresencePenalty = 0.25f, FrequencyPenalty = 0.5f }, [4, -3, 0, 5], [1.25f, -7.25f, -0.75f, 5]);

    [Theory]
    [InlineData(0, new float[] { 4, -3, 0, 5 })]
    [InlineData(1, new float[] { 4, -4, 0, 5 })]
    [InlineData(3, new float[] { 3, -4, 0, 5 })]
    [InlineData(-1, new float[] { 3, -4, -1, 5 })]
    [InlineData(100, new float[] { 3, -4, -1, 5 })]
    public void Only_the_last_tokens_count(int window, float[] expected) =>
        AssertPenalised(new() { PresencePenalty = 1, PenaltyWindow = window }, [4, -3, 0, 5], expected);

    [Fact]
    public void Tokens_outside_the_vocabulary_are_passed_over()
    {
        float[] logits = [4, -3];
        new Penalties(new() { PresencePenalty = 1 }).Apply(logits, [0, 77]);
        Assert.Equal([3, -3], logits);
    }

    [Fact]
    public void Any_penalties_are_those_of_the_reference() =>
        Gen.Select(SamplingGen.All(20), SamplingGen.Logits(20), SamplingGen.Context(20)).Sample((parameters, logits, context) =>
        {
            parameters = parameters with { LogitBias = [] };
            var expected = new ReferenceSampler(parameters).Adjust(logits, context);
            new Penalties(parameters).Apply(logits, context);
            for (var token = 0; token < logits.Length; token++)
                Assert.Equal(expected[token], logits[token], 1e-4);
        });

    [Fact]
    public void Bias_is_added_before_the_penalties()
    {
        // 1 + 2 is positive, so that repetition divides: 3 / 2 against 1.6. The other order gives 1 / 2 + 2.
        var parameters = new SamplingParameters { RepetitionPenalty = 2, LogitBias = [new(0, 2)] };
        Assert.Equal(1, new CoupledSampler(parameters).Sample([1, 1.6f], [0]));
    }

    [Fact]
    public void Bias_of_a_token_outside_the_vocabulary_is_passed_over() =>
        Assert.Equal(1, new CoupledSampler(new SamplingParameters { LogitBias = [new(9, 5), new(-1, 5)] }).Sample([1, 2], [0]));

    private static void AssertPenalised(SamplingParameters parameters, float[] logits, float[] expected)
    {
        new Penalties(parameters).Apply(logits, Context);
        Assert.Equal(expected, logits);
    }
}
