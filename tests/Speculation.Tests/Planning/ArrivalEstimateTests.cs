using SpecMesh.Speculation.Planning;

namespace SpecMesh.Speculation.Tests.Planning;

public sealed class ArrivalEstimateTests
{
    [Theory]
    [InlineData(0.5)]
    [InlineData(30)]
    public void Follows_the_time_from_verdict_to_block(double milliseconds)
    {
        var estimate = new ArrivalEstimate();
        for (var i = 0; i < 30; i++)
        {
            estimate.VerdictSent(i);
            estimate.BlockArrived(TimeSpan.FromMilliseconds(milliseconds));
        }

        Assert.Equal(milliseconds / 1000, estimate.Seconds, 1e-4);
    }

    [Fact]
    public void Only_the_first_block_after_a_verdict_counts()
    {
        var estimate = new ArrivalEstimate();
        estimate.VerdictSent(1);
        estimate.BlockArrived(TimeSpan.FromMilliseconds(1));
        var after = estimate.Seconds;
        estimate.BlockArrived(TimeSpan.FromSeconds(5));
        estimate.GaveUp(TimeSpan.FromSeconds(5));
        Assert.Equal(after, estimate.Seconds);
    }

    [Fact]
    public void A_wait_in_vain_makes_the_draft_look_farther_and_never_nearer() =>
        Gen.Select(Gen.Double[0, 100], Gen.Double[0, 100]).Sample((first, waited) =>
        {
            var estimate = new ArrivalEstimate();
            estimate.VerdictSent(1);
            estimate.BlockArrived(TimeSpan.FromMilliseconds(first));
            estimate.VerdictSent(2);
            var before = estimate.Seconds;
            for (var i = 0; i < 30; i++)
                estimate.GaveUp(TimeSpan.FromMilliseconds(waited));
            Assert.True(estimate.Seconds >= before);
            Assert.True(estimate.Seconds >= waited / 1000, $"{estimate.Seconds} s after waits of {waited} ms");
        });
}
