using SpecMesh.Speculation.Planning;

namespace SpecMesh.Speculation.Tests.Planning;

public sealed class DraftingTrialTests
{
    private readonly DraftingTrial _trial = new();

    [Fact]
    public void Drafts_that_help_keep_working_and_trials_become_rare()
    {
        var early = Run(200, 1, with: 100, without: 40);
        var late = Run(20_000, 1, with: 100, without: 40);

        Assert.True(_trial.Drafting);
        Assert.InRange(early, 0.90, 0.99);
        Assert.InRange(late, 0.99, 0.9999);
    }

    [Theory]
    [InlineData(20, 1, 8)]
    [InlineData(80, 15, 25)]
    public void A_rest_that_is_clearly_too_dear_is_over_soon(double without, int least, int most)
    {
        var rested = 0;
        for (var i = 0; i < 250; i++)
            rested += Pass(1, with: 100, without) ? 0 : 1;
        Assert.InRange(rested, least, most);
    }

    [Fact]
    public void Drafts_that_cost_more_than_they_give_rest()
    {
        Run(1000, 16, with: 105, without: 117);
        Assert.InRange(Run(20_000, 16, with: 105, without: 117), 0.0001, 0.02);
    }

    [Fact]
    public void Drafts_that_became_better_work_again()
    {
        Run(5000, 16, with: 105, without: 117);
        Assert.InRange(Run(40_000, 16, with: 180, without: 117), 0.7, 1);
        Assert.InRange(Run(10_000, 16, with: 180, without: 117), 0.97, 1);
    }

    [Fact]
    public void Each_load_is_judged_for_itself()
    {
        Run(3000, 16, with: 100, without: 120);
        Run(3000, 1, with: 100, without: 40);

        Assert.InRange(Run(5000, 16, with: 100, without: 120), 0, 0.03);
        Assert.InRange(Run(5000, 1, with: 100, without: 40), 0.97, 1);
    }

    /// <summary>With eight clients some answer is always about to end, so a pass has six, seven or eight sequences.</summary>
    [Fact]
    public void Loads_on_both_sides_of_a_border_rest_no_more_often_than_one()
    {
        const int passes = 400;
        var swinging = new DraftingTrial();
        var (rested, swingingRested) = (0, 0);
        for (var i = 0; i < passes; i++)
        {
            rested += Pass(_trial, 8, 100, 40) ? 0 : 1;
            swingingRested += Pass(swinging, 6 + (i % 3), 100, 40) ? 0 : 1;
        }

        Assert.InRange(rested, 1, passes / 10);
        Assert.Equal(rested, swingingRested);
    }

    [Fact]
    public void A_load_that_comes_and_goes_is_judged_all_the_same()
    {
        for (var i = 0; i < 400; i++)
        {
            Run(12, 8, with: 100, without: 120);
            Run(2, 2, with: 100, without: 120);
        }

        Assert.InRange(Run(1000, 8, with: 100, without: 120), 0, 0.1);
    }

    [Fact]
    public void Noise_of_a_tenth_does_not_make_clear_winners_rest()
    {
        var random = new Random(7);
        var working = 0;
        for (var i = 0; i < 20_000; i++)
            working += Pass(8, 150 * (0.9 + (0.2 * random.NextDouble())), 100 * (0.9 + (0.2 * random.NextDouble()))) ? 1 : 0;
        Assert.InRange(working / 20_000.0, 0.97, 1);
    }

    /// <returns>The share of passes with drafts at work.</returns>
    private double Run(int passes, int sequences, double with, double without)
    {
        var working = 0;
        for (var i = 0; i < passes; i++)
            working += Pass(sequences, with, without) ? 1 : 0;
        return (double)working / passes;
    }

    private bool Pass(int sequences, double with, double without) => Pass(_trial, sequences, with, without);

    private static bool Pass(DraftingTrial trial, int sequences, double with, double without)
    {
        var drafting = trial.Drafting;
        const int tokens = 20;
        trial.Observe(sequences, tokens, TimeSpan.FromSeconds(tokens / (drafting ? with : without)));
        return drafting;
    }
}
