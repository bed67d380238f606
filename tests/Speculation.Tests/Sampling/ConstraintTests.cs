namespace SpecMesh.Speculation.Tests.Sampling;

/// <summary>Forbidden tokens are gone before filters and race, though the sampler masks a row only where it must.</summary>
public sealed class ConstraintTests
{
    private const int Vocabulary = 60;

    private static readonly Gen<(SamplingParameters Parameters, float[] Logits, int[] Context, bool[] Allowed)> Draws = Gen.Select(
        SamplingGen.All(Vocabulary), SamplingGen.Logits(Vocabulary), SamplingGen.Context(Vocabulary),
        Gen.Int[0, 20].SelectMany(rare => Gen.Int[0, 20].Select(i => i <= rare).Array[Vocabulary]));

    [Fact]
    public void Draws_what_the_definition_draws_from_the_masked_row() => Draws.Sample((parameters, logits, context, allowed) =>
    {
        allowed[context[0]] = true;
        float[] masked = [.. logits.Select((logit, token) => allowed[token] ? logit : float.NegativeInfinity)];

        var token = new CoupledSampler(parameters).Sample(logits, context, new SetConstraint(Vocabulary, (_, token) => allowed[token]));

        Assert.Equal(new PlainSampler(parameters).Sample(masked, context), token);
        Assert.True(allowed[token]);
    }, iter: 20_000);

    [Fact]
    public void A_row_whose_free_choice_is_allowed_is_not_masked()
    {
        var free = new SamplingParameters { Seed = 3, Temperature = 1 };
        var row = Enumerable.Range(0, Vocabulary).Select(token => (float)(token % 7)).ToArray();
        var chosen = new CoupledSampler(free).Sample(row, [1, 2]);
        var allowing = new SetConstraint(Vocabulary, (_, token) => token == chosen);
        var refusing = new SetConstraint(Vocabulary, (_, token) => token != chosen);

        Assert.Equal(chosen, new CoupledSampler(free).Sample(row, [1, 2], allowing));
        Assert.NotEqual(chosen, new CoupledSampler(free).Sample(row, [1, 2], refusing));

        Assert.Equal(0, allowing.Masks);
        Assert.Equal(1, refusing.Masks);
    }

    [Theory]
    [InlineData(0f)]
    [InlineData(1f)]
    public void Where_no_token_is_left_it_says_so(float temperature)
    {
        var nothing = new SetConstraint(3, (_, _) => false);
        var only = new SetConstraint(3, (_, token) => token == 1);
        var parameters = new SamplingParameters { Temperature = temperature };
        var forbidden = parameters with { LogitBias = [new LogitBias(1, float.NegativeInfinity)] };

        Assert.Throws<ConstraintException>(() => new CoupledSampler(parameters).Sample([1, 2, 3], [0], nothing));
        Assert.Throws<ConstraintException>(() => new CoupledSampler(forbidden).Sample([1, 2, 3], [0], only));
        Assert.Equal(1, new CoupledSampler(parameters).Sample([1, 2, 3], [0], only));
    }
}
