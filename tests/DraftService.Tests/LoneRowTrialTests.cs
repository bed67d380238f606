using SpecMesh.DraftService.Loop;

namespace SpecMesh.DraftService.Tests;

/// <summary>Whether a second row makes a lone one faster differs from model to model, so it is tried.</summary>
public sealed class LoneRowTrialTests
{
    private const int Enough = 100;

    [Theory]
    [InlineData(180, 130, true)]
    [InlineData(1700, 2100, false)]
    public void The_faster_way_is_kept(int alone, int withAnother, bool kept)
    {
        var trial = new LoneRowTrial();
        for (var pass = 0; pass < Enough; pass++)
            Run(trial, alone, withAnother);
        Assert.Equal(kept, trial.AddsRow);
    }

    [Fact]
    public void Passes_that_were_disturbed_decide_nothing()
    {
        var trial = new LoneRowTrial();
        for (var pass = 0; pass < Enough; pass++)
        {
            // Other work on the machine makes every other pass of both kinds ten times as slow.
            var slower = pass / 2 % 2 == 0 ? 10 : 1;
            Run(trial, 180 * slower, 130 * slower);
        }

        Assert.True(trial.AddsRow);
    }

    private static void Run(LoneRowTrial trial, int alone, int withAnother) =>
        trial.Observe(TimeSpan.FromMicroseconds(trial.AddsRow ? withAnother : alone));
}
