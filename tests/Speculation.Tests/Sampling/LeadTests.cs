using SpecMesh.Speculation.Drafting;

namespace SpecMesh.Speculation.Tests.Sampling;

/// <summary>The lead of a draw says how far logits may differ without changing it: what a draft's confidence rests on.</summary>
public sealed class LeadTests
{
    private const int Vocabulary = 150;
    private const double WidestLead = 3;

    // Rounding of single precision, next to logits of some tens.
    private const float Rounding = 1e-4f;

    [Fact]
    public void No_token_is_drawn_instead_if_its_logit_rises_by_less_than_the_lead() => Draws.Sample((parameters, logits) =>
    {
        var (token, lead) = Draw(parameters, logits);
        if (lead < 2 * Rounding)
            return;
        for (var other = 0; other < Vocabulary; other++)
            Assert.Equal(token, Draw(parameters, Raised(logits, other == token ? -1 : other, (float)lead - Rounding)).Token);
    }, iter: 300);

    [Fact]
    public void Some_token_is_drawn_instead_if_its_logit_rises_by_more() => Draws.Sample((parameters, logits) =>
    {
        var (token, lead) = Draw(parameters, logits);
        Assert.InRange(lead, 0, WidestLead);
        if (lead < WidestLead)
            Assert.Contains(Enumerable.Range(0, Vocabulary), other => Draw(parameters, Raised(logits, other, (float)lead + Rounding)).Token != token);
    }, iter: 300);

    [Fact]
    public void To_measure_it_changes_no_draw() =>
        Gen.Select(SamplingGen.All(Vocabulary), SamplingGen.Logits(Vocabulary), SamplingGen.Context(Vocabulary)).Sample((parameters, logits, context) =>
            Assert.Equal(
                new CoupledSampler(parameters).Sample(logits, context), new CoupledSampler(parameters, WidestLead).Sample(logits, context)));

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void A_token_that_is_alone_leads_by_the_most(float temperature) =>
        Assert.Equal(WidestLead, Draw(new() { Temperature = temperature }, [5]).Lead);

    [Fact]
    public void Of_two_level_tokens_none_leads() => Assert.Equal(0, Draw(SamplingParameters.Greedy, [1, 7, 7]).Lead);

    [Fact]
    public void A_draft_is_surer_the_wider_the_lead()
    {
        var confidences = Enumerable.Range(0, 81).Select(tenths => Confidence.Of(tenths / 10.0)).ToArray();
        Assert.Equal(1, confidences[0]);
        Assert.Equal(byte.MaxValue, confidences[^1]);
        Assert.Equal(confidences.Order(), confidences);
        Assert.True(confidences.Distinct().Count() > 40);
    }

    private static Gen<(SamplingParameters, float[])> Draws { get; } = Gen.Select(
        Gen.OneOf(Gen.Const(0f), Gen.Float[0.05f, 2]), Gen.ULong, Gen.Float[-6, 6].Array[Vocabulary],
        (temperature, seed, logits) => (new SamplingParameters { Temperature = temperature, Seed = seed }, logits));

    private static (int Token, double Lead) Draw(SamplingParameters parameters, float[] logits)
    {
        var sampler = new CoupledSampler(parameters, WidestLead);
        return (sampler.Sample(logits, [0]), sampler.Lead);
    }

    private static float[] Raised(float[] logits, int token, float by)
    {
        var raised = (float[])logits.Clone();
        if (token >= 0)
            raised[token] += by;
        return raised;
    }
}
