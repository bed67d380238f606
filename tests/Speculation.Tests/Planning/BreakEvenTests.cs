using SpecMesh.Speculation.Planning;

namespace SpecMesh.Speculation.Tests.Planning;

/// <summary>A draft stops where another row costs the time in which other rows give more.</summary>
public sealed class BreakEvenTests
{
    // Ten tokens in 40 ms, with 10 ms of waiting for them: 200 tokens a second. A row costs 2 ms.
    private static readonly PassPlan Pass = new(Rows: 12, ExpectedTokens: 10, Seconds: 0.04, SecondsPerRow: 0.002);
    private const double Wait = 0.01;

    [Fact]
    public void Before_any_pass_it_is_not_known() => Assert.Equal(0, new BreakEven().Reach(1, Pass, 0));

    [Fact]
    public void A_row_must_give_what_its_time_gives_elsewhere() => Assert.Equal(0.4, Seen(sessions: 1).Reach(1, Pass, 0), 6);

    [Fact]
    public void What_the_guess_takes_counts_as_well() => Assert.Equal(0.6, Seen(sessions: 1).Reach(1, Pass, secondsPerGuess: 0.001), 6);

    // All sessions have the row, so each pays for its share.
    [Fact]
    public void Sessions_share_the_price() => Assert.Equal(0.1, Seen(sessions: 4).Reach(4, Pass, 0), 6);

    [Fact]
    public void Other_loads_tell_nothing() => Assert.Equal(0, Seen(sessions: 4).Reach(1, Pass, 0));

    [Fact]
    public void Where_rows_cost_nothing_guesses_need_no_chance() => Assert.Equal(0, Seen(sessions: 1).Reach(1, Pass with { SecondsPerRow = 0 }, 0));

    [Fact]
    public void However_dear_rows_are_a_sure_guess_is_asked_for() =>
        Gen.Select(Gen.Double[0, 1], Gen.Double[0, 1]).Sample((perRow, perGuess) =>
            Assert.InRange(Seen(sessions: 1).Reach(1, Pass with { SecondsPerRow = perRow }, perGuess), 0, 0.9));

    private static BreakEven Seen(int sessions)
    {
        var breakEven = new BreakEven();
        for (var i = 0; i < 50; i++)
            breakEven.Observe(sessions, Pass, Wait);
        return breakEven;
    }
}
