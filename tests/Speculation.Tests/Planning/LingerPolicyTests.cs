using SpecMesh.Speculation.Planning;

namespace SpecMesh.Speculation.Tests.Planning;

public sealed class LingerPolicyTests
{
    private static readonly PassPlan Plain = new(Rows: 1, ExpectedTokens: 1, Seconds: 0.020);
    private static readonly PassPlan Drafted = new(Rows: 5, ExpectedTokens: 4, Seconds: 0.024);

    [Fact]
    public void A_draft_nearby_is_waited_for()
    {
        var wait = LingerPolicy.Wait(Plain, Drafted, expectedArrival: 0.002, waited: 0);
        Assert.InRange(wait, 0.002, 0.020);
    }

    [Theory]
    [InlineData(0.021)]
    [InlineData(0.050)]
    [InlineData(10)]
    public void A_draft_farther_away_than_a_plain_pass_is_not(double arrival) =>
        Assert.Equal(0, LingerPolicy.Wait(Plain, Drafted, arrival, waited: 0));

    [Fact]
    public void A_draft_that_does_not_help_is_not() =>
        Assert.Equal(0, LingerPolicy.Wait(Plain, new PassPlan(Rows: 5, ExpectedTokens: 1.05, Seconds: 0.024), 0.001, waited: 0));

    [Fact]
    public void A_block_that_is_a_little_late_is_still_waited_for() =>
        Assert.True(LingerPolicy.Wait(Plain, Drafted, expectedArrival: 0.002, waited: 0.008) > 0);

    [Fact]
    public void Where_other_sessions_have_their_tokens_a_late_one_is_soon_left_behind()
    {
        var now = new PassPlan(Rows: 5, ExpectedTokens: 28, Seconds: 0.100);
        var later = new PassPlan(Rows: 5, ExpectedTokens: 31, Seconds: 0.100);
        // The three tokens more are worth a tenth of the pass.
        Assert.InRange(LingerPolicy.Wait(now, later, expectedArrival: 0.002, waited: 0), 0.010, 0.011);
    }

    [Fact]
    public void A_block_that_does_not_come_is_given_up()
    {
        const double arrival = 0.004;
        Assert.True(LingerPolicy.Wait(Plain, Drafted, arrival, waited: 0.003) > 0);
        Assert.Equal(0, LingerPolicy.Wait(Plain, Drafted, arrival, waited: 0.020));
    }

    [Fact]
    public void No_wait_makes_more_of_a_plain_pass() =>
        Gen.Select(Plans, Plans, Gen.Double[0, 0.2], Gen.Double[0, 0.2]).Sample((now, later, arrival, waited) =>
        {
            var wait = LingerPolicy.Wait(now, later, arrival, waited);
            Assert.True(wait >= 0, $"{wait} s");
            Assert.True(wait == 0 || waited + wait <= now.Seconds + 1e-12, $"{waited} + {wait} s for a pass of {now.Seconds} s");
        }, iter: 10_000);

    private static Gen<PassPlan> Plans { get; } =
        Gen.Select(Gen.Int[1, 16], Gen.Double[1, 16], Gen.Double[0.001, 0.1], (rows, tokens, seconds) => new PassPlan(rows, tokens, seconds));
}
