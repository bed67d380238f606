using Microsoft.Extensions.Time.Testing;
using SpecMesh.Speculation.Planning;

namespace SpecMesh.Speculation.Tests.Planning;

public sealed class ArrivalEstimateTests
{
    private readonly FakeTimeProvider _time = new();

    [Theory]
    [InlineData(0.5)]
    [InlineData(30)]
    public void Follows_the_time_from_verdict_to_block(double milliseconds)
    {
        var estimate = new ArrivalEstimate(_time);
        for (var decided = 1; decided < 30; decided++)
        {
            estimate.VerdictSent(decided);
            Pass(milliseconds);
            estimate.BlockArrived(decided, useful: true);
        }

        Assert.Equal(milliseconds / 1000, estimate.Seconds, 1e-4);
    }

    [Fact]
    public void Only_the_first_block_after_a_verdict_counts()
    {
        var estimate = new ArrivalEstimate(_time);
        estimate.VerdictSent(1);
        Pass(1);
        estimate.BlockArrived(1, useful: true);
        var after = estimate.Seconds;
        Pass(5000);
        estimate.BlockArrived(4, useful: true);
        estimate.GaveUp();
        Assert.Equal(after, estimate.Seconds);
    }

    [Fact]
    public void A_wait_in_vain_makes_the_draft_look_farther_and_never_nearer() =>
        Gen.Select(Gen.Double[0, 100], Gen.Double[0, 100]).Sample((first, waited) =>
        {
            var time = new FakeTimeProvider();
            var estimate = new ArrivalEstimate(time);
            estimate.VerdictSent(1);
            time.Advance(TimeSpan.FromMilliseconds(first));
            estimate.BlockArrived(1, useful: true);
            estimate.VerdictSent(2);
            var before = estimate.Seconds;
            for (var decided = 3; decided < 33; decided++)
            {
                time.Advance(TimeSpan.FromMilliseconds(waited));
                estimate.GaveUp();
                estimate.GaveUp();
                estimate.VerdictSent(decided);
            }

            Assert.True(estimate.Seconds >= before);
            Assert.True(estimate.Seconds >= waited / 1000, $"{estimate.Seconds} s after waits of {waited} ms");
        });

    [Fact]
    public void A_draft_that_came_to_look_far_looks_near_again_though_its_blocks_still_come_too_late()
    {
        var estimate = new ArrivalEstimate(_time);
        estimate.VerdictSent(1);
        Pass(1000);
        estimate.GaveUp();
        Assert.True(estimate.Seconds > 0.4);

        for (var decided = 2; decided < 40; decided++)
        {
            // Each block answers the verdict before the last one: two milliseconds after it, and too late.
            estimate.VerdictSent(decided);
            Pass(2);
            estimate.VerdictSent(decided + 1);
            estimate.BlockArrived(decided, useful: false);
        }

        Assert.True(estimate.Seconds < 0.004, $"{estimate.Seconds} s");
    }

    private void Pass(double milliseconds) => _time.Advance(TimeSpan.FromMilliseconds(milliseconds));
}
