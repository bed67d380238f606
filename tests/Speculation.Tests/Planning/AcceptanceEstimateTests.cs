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
            estimate.Observe(accepted, refused: accepted < 8);
            sum += estimate.Probability;
        }

        Assert.Equal(chance, sum / passes, 0.1);
    }

    [Fact]
    public void Follows_a_text_that_turns_hard()
    {
        var estimate = new AcceptanceEstimate();
        for (var i = 0; i < 100; i++)
            estimate.Observe(8, refused: false);
        Assert.True(estimate.Probability > 0.9);
        for (var i = 0; i < 50; i++)
            estimate.Observe(0, refused: true);
        Assert.True(estimate.Probability < 0.3);
    }

    [Fact]
    public void Expects_no_more_than_all_and_more_of_more() =>
        Gen.Select(Gen.Select(Gen.Int[0, 16], Gen.Bool).Array[0, 50], Gen.Int[0, 20]).Sample((passes, depth) =>
        {
            var estimate = new AcceptanceEstimate();
            foreach (var (accepted, refused) in passes)
                estimate.Observe(accepted, refused);
            Assert.InRange(estimate.Probability, double.Epsilon, 1 - 1e-9);
            Assert.InRange(estimate.Expected(depth), 0, depth);
            Assert.True(estimate.Expected(depth + 1) > estimate.Expected(depth));
        });
}
