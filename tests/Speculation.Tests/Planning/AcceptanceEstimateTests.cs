using SpecMesh.Speculation.Planning;

namespace SpecMesh.Speculation.Tests.Planning;

public sealed class AcceptanceEstimateTests
{
    [Theory]
    [InlineData(0.2)]
    [InlineData(0.5)]
    [InlineData(0.9)]
    public void Finds_the_chance_of_the_next_token(double chance)
    {
        var random = new Random(1);
        var estimate = new AcceptanceEstimate();
        var sum = 0.0;
        const int passes = 2000;
        for (var i = 0; i < passes; i++)
        {
            var accepted = 0;
            while (accepted < 8 && random.NextDouble() < chance)
                accepted++;
            estimate.Observe([], accepted, refused: accepted < 8);
            sum += estimate.Probability;
        }

        Assert.Equal(chance, sum / passes, 0.1);
    }

    [Fact]
    public void Follows_a_text_that_turns_hard()
    {
        var estimate = new AcceptanceEstimate();
        for (var i = 0; i < 100; i++)
            estimate.Observe([], 8, refused: false);
        Assert.True(estimate.Probability > 0.9);
        for (var i = 0; i < 100; i++)
            estimate.Observe([], 0, refused: true);
        Assert.True(estimate.Probability < 0.35, $"{estimate.Probability}");
    }

    [Fact]
    public void What_the_draft_is_sure_of_is_told_from_what_it_is_not()
    {
        var random = new Random(2);
        var estimate = new AcceptanceEstimate();
        for (var i = 0; i < 300; i++)
        {
            var sure = random.Next(2) == 0;
            var accepted = random.NextDouble() < (sure ? 0.95 : 0.2);
            estimate.Observe([sure ? (byte)240 : (byte)40], accepted ? 1 : 0, refused: !accepted);
        }

        Assert.True(estimate.OfConfidence(240) > 0.8, $"{estimate.OfConfidence(240)}");
        Assert.True(estimate.OfConfidence(40) < 0.5, $"{estimate.OfConfidence(40)}");
    }

    [Fact]
    public void A_new_generation_begins_with_what_others_have_shown()
    {
        var common = new AcceptanceTable();
        var earlier = new AcceptanceEstimate(common);
        for (var i = 0; i < 200; i++)
            earlier.Observe([100], 0, refused: true);

        Assert.True(new AcceptanceEstimate(common).OfConfidence(100) < 0.1);
        Assert.True(new AcceptanceEstimate().OfConfidence(100) > 0.5);
    }

    [Fact]
    public void A_depth_at_which_tokens_fail_is_known_apart()
    {
        var estimate = new AcceptanceEstimate();
        for (var i = 0; i < 100; i++)
            estimate.Observe([], 2, refused: true);

        Assert.True(estimate.OfDepth(2) > 0.85, $"{estimate.OfDepth(2)}");
        Assert.True(estimate.OfDepth(3) < 0.4, $"{estimate.OfDepth(3)}");
    }

    [Fact]
    public void One_refusal_says_little_about_a_draft_that_is_known_to_be_good()
    {
        var common = new AcceptanceTable();
        for (var i = 0; i < 50; i++)
            new AcceptanceEstimate(common).Observe([], 10, refused: false);
        var estimate = new AcceptanceEstimate(common);
        estimate.Observe([], 2, refused: true);

        for (var depth = 1; depth < 16; depth++)
            Assert.True(estimate.OfDepth(depth) > 0.85, $"{estimate.OfDepth(depth)} at depth {depth}");
    }

    [Fact]
    public void Speculation_that_was_given_up_is_tried_again_after_a_while()
    {
        var common = new AcceptanceTable();
        var estimate = new AcceptanceEstimate(common);
        for (var i = 0; i < 30; i++)
            estimate.Observe([], 0, refused: true);
        var before = estimate.Probability;
        for (var i = 0; i < 3000; i++)
            estimate.ObserveNothing();
        Assert.True(estimate.Probability > before, $"{before} became {estimate.Probability}");
    }

    [Fact]
    public void Whatever_was_observed_every_answer_is_a_probability() =>
        Gen.Select(Gen.Select(Gen.Byte.Array[0, 16], Gen.Int[0, 16], Gen.Bool).Array[0, 50], Gen.Byte, Gen.Int[1, 100]).Sample((passes, confidence, depth) =>
        {
            var estimate = new AcceptanceEstimate();
            foreach (var (confidences, accepted, refused) in passes)
                estimate.Observe(confidences, accepted, refused);
            Assert.InRange(estimate.Probability, double.Epsilon, 1 - 1e-9);
            Assert.InRange(estimate.OfConfidence(confidence), double.Epsilon, 1 - 1e-9);
            Assert.InRange(estimate.OfDepth(depth), double.Epsilon, 1 - 1e-9);
        });
}
