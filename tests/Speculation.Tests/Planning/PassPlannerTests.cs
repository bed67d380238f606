using SpecMesh.Speculation.Paths;
using SpecMesh.Speculation.Planning;
using SpecMesh.Speculation.Tests.Verification;
using SpecMesh.Speculation.Verification;

namespace SpecMesh.Speculation.Tests.Planning;

public sealed class PassPlannerTests
{
    private const int MaxRows = 16;

    // So far away that no pass waits for it.
    private static readonly DraftDistance Far = Distance(way: 1, perToken: 0);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Guesses_that_fail_are_worth_no_row(int minRows)
    {
        var plan = Plan(Costs.Learned((_, rows) => 10 + 4 * rows), minRows, Session(accepted: 0, refused: true));
        Assert.Equal(minRows, plan.Rows);
    }

    [Fact]
    public void Rows_that_cost_as_much_as_a_pass_are_not_bought() =>
        Assert.Equal(1, Plan(Costs.Learned((sequences, rows) => 10 * sequences * rows), 1, Session(accepted: 2, refused: true)).Rows);

    [Fact]
    public void Good_guesses_in_cheap_rows_are_taken_as_many_as_there_are()
    {
        var flat = Costs.Learned((_, _) => 10);
        Assert.Equal(MaxRows, Plan(flat, 1, Session(accepted: 15, refused: false)).Rows);
        Assert.Equal(6, Plan(flat, 1, Session(accepted: 15, refused: false, drafts: 5)).Rows);
    }

    [Fact]
    public void Depth_stops_before_a_step_in_the_cost()
    {
        var costs = Costs.Learned((_, rows) => rows <= 4 ? 10 : 40);
        Assert.Equal(4, Plan(costs, 1, Session(accepted: 4, refused: true)).Rows);
    }

    [Fact]
    public void However_sure_a_block_a_pass_takes_no_more_than_a_few_plain_ones()
    {
        var costs = Costs.Learned((_, rows) => 20 + (rows <= 2 ? 0 : 5 * rows));
        var plan = PlanAsWanted(costs, 2, Session(accepted: 15, refused: false));
        Assert.InRange(plan.Rows, 8, 12);
        Assert.InRange(plan.Seconds, 0, 3.5 * costs.Seconds(new PassShape(1, 2, 0)));
        // More is not worth guessing.
        Assert.Equal(plan.Rows, plan.MostRows);
    }

    /// <summary>A pass takes some time however few its rows are, so the best pass by itself is not best among many.</summary>
    [Fact]
    public void The_more_passes_give_on_the_average_the_more_a_row_must_give() =>
        Gen.Select(Gen.Double[5, 30], Gen.Double[0.1, 5], Gen.Int[1, 14]).Sample((fixedCost, perRow, accepted) =>
        {
            var planner = new PassPlanner(Costs.Learned((_, rows) => fixedCost + (perRow * rows)), 1, 256);
            var session = Session(accepted, refused: true);
            var fewest = int.MaxValue;
            foreach (var tokensPerSecond in (double[])[1e-6, 10, 50, 100, 200, 400, 1e6])
            {
                var rows = planner.WithDraftsAtHand([session], MaxRows, tokensPerSecond).Rows;
                Assert.True(rows <= fewest, $"{rows} rows at {tokensPerSecond} tokens a second, {fewest} at fewer");
                fewest = rows;
            }

            Assert.Equal(1, fewest);
        }, iter: 50);

    [Fact]
    public void A_row_is_bought_if_it_gives_what_its_time_gives_elsewhere()
    {
        // 20 ms and 2 ms for each row; guesses are right three times in four, one after the other.
        var costs = Costs.Learned((_, rows) => 20 + (2 * rows));
        var planner = new PassPlanner(costs, 1, 256);
        var session = Session(accepted: 3, refused: true);
        // 0.75, 0.56, 0.42, 0.32, 0.24 … tokens for 2 ms each: 375, 281, 211, 158, 119 … tokens a second.
        Assert.Equal(2, planner.WithDraftsAtHand([session], MaxRows, 330).Rows);
        Assert.Equal(4, planner.WithDraftsAtHand([session], MaxRows, 185).Rows);
        Assert.Equal(5, planner.WithDraftsAtHand([session], MaxRows, 140).Rows);
    }

    [Fact]
    public void A_step_in_the_cost_does_not_cut_the_end_off_a_block()
    {
        // As dear as a row is on the average, but eight at a time: seven rows cost what one does, the eighth as much as all of them.
        var costs = Costs.Learned((_, rows) => 20 + (16 * (rows / 8)));
        var sure = Session(accepted: 15, refused: false, drafts: 10);
        Assert.Equal(11, new PassPlanner(costs, 1, 256).WithDraftsAtHand([sure], MaxRows, 300).Rows);
    }

    [Fact]
    public void The_price_of_a_row_is_told_across_steps()
    {
        // Steps of four rows, 8 ms each.
        var costs = Costs.Learned((_, rows) => 20 + (8 * (rows / 4)));
        var plan = PlanAsWanted(costs, 1, Session(accepted: 7, refused: true));
        Assert.InRange(plan.SecondsPerRow, 0.0015, 0.0025);
    }

    [Theory]
    [InlineData(6, 6)]
    [InlineData(1, 2)]
    public void Rows_that_cost_next_to_nothing_are_told(int free, int told)
    {
        var costs = Costs.Learned((_, rows) => 20 + (2 * Math.Max(0, rows - free)));
        Assert.Equal(told, PlanAsWanted(costs, 2, Session(accepted: 12, refused: false)).CheapRows);
    }

    [Fact]
    public void Where_each_row_has_its_price_more_sessions_never_go_deeper() =>
        Gen.Select(Gen.Double[1, 50], Gen.Double[0.1, 5], Gen.Int[0, 8]).Sample((fixedCost, perRow, accepted) =>
        {
            var costs = Costs.Learned((sequences, rows) => fixedCost + perRow * sequences * rows);
            var deepest = int.MaxValue;
            for (var count = 1; count <= 8; count++)
            {
                var rows = Plan(costs, 1, [.. Enumerable.Range(0, count).Select(_ => Session(accepted, refused: true))]).Rows;
                Assert.True(rows <= deepest, $"{count} sessions get {rows} rows, fewer got {deepest}");
                deepest = rows;
            }
        }, iter: 30);

    [Fact]
    public void Rows_stay_within_their_limits() =>
        Gen.Select(Gen.Int[1, 2], Gen.Int[2, 20], Gen.Int[1, 8], Gen.Int[16, 64]).Sample((minRows, maxRows, count, batch) =>
        {
            var sessions = Enumerable.Range(0, count).Select(_ => Session(accepted: 15, refused: false)).ToArray();
            var planner = new PassPlanner(Costs.Learned((_, _) => 10), minRows, batch);
            var rows = planner.WithDraftsAsWanted(sessions, [.. sessions.Select(_ => Far)], maxRows).Rows;
            Assert.InRange(rows, minRows, maxRows);
            Assert.InRange(rows * count, 1, batch);
        }, iter: 50);

    [Fact]
    public void What_is_wanted_does_not_depend_on_what_is_at_hand()
    {
        var planner = new PassPlanner(Costs.Learned((_, _) => 10), 1, 256);
        var session = Session(accepted: 15, refused: false, drafts: 0);
        Assert.Equal(1, planner.WithDraftsAtHand([session], MaxRows).Rows);
        Assert.Equal(MaxRows, planner.WithDraftsAsWanted([session], [Far], MaxRows).Rows);
        Assert.Equal(1, planner.WithDraftsAsWanted([session], [null], MaxRows).Rows);
    }

    [Fact]
    public void The_dearer_a_guess_of_a_draft_nearby_the_fewer_are_wanted()
    {
        var planner = new PassPlanner(Costs.Learned((_, rows) => 20 + rows), 1, 256);
        var session = Session(accepted: 6, refused: true, drafts: 0);
        int Wanted(DraftDistance draft) => planner.WithDraftsAsWanted([session], [draft], MaxRows).Rows;

        var free = Wanted(Distance(way: 0, perToken: 0));
        var cheap = Wanted(Distance(way: 0, perToken: 0.001));
        var dear = Wanted(Distance(way: 0, perToken: 0.01));
        Assert.True(free > cheap && cheap > dear, $"{free}, {cheap}, {dear} rows");
        // Guesses of a draft far away are made while others are verified.
        Assert.Equal(free, Wanted(Distance(way: 1, perToken: 0.01)));
    }

    [Fact]
    public void Every_pending_token_gets_a_row() =>
        Assert.Equal(2, Plan(
            Costs.Learned((_, rows) => 10 * rows), 1, new VerifierSession([1, 2, 3], SamplingParameters.Greedy, cached: 1),
            Session(accepted: 0, refused: true)).Rows);

    [Fact]
    public void Bounds_of_a_generation_hold_whatever_pays()
    {
        var flat = Costs.Learned((_, _) => 10);
        var dear = Costs.Learned((sequences, rows) => 10 * sequences * rows);
        Assert.Equal(4, Plan(flat, 1, Session(accepted: 15, refused: false, bounds: new SpeculationBounds(0, 3))).Rows);
        Assert.Equal(6, Plan(dear, 1, Session(accepted: 0, refused: true, bounds: new SpeculationBounds(5, 5))).Rows);
        Assert.Equal(1, Plan(flat, 1, Session(accepted: 15, refused: false, bounds: new SpeculationBounds(0, 0))).Rows);
    }

    [Fact]
    public void A_row_beyond_the_end_of_the_answer_is_not_bought_even_for_nothing()
    {
        var flat = Costs.Learned((_, _) => 10);
        // Four tokens may follow the prompt of three: three are verified, and their pass decides the fourth.
        Assert.Equal(4, Plan(flat, 1, Session(accepted: 15, refused: false, end: new AnswerEnd(_ => false, limit: 7))).Rows);
        // The third guess ends the answer: the row before it decides whether it does.
        Assert.Equal(3, Plan(flat, 1, Session([8, 8, 9, 8], new AnswerEnd(token => token == 9, int.MaxValue))).Rows);
    }

    [Fact]
    public void Text_that_repeats_itself_is_guessed_deep_without_a_draft()
    {
        int[] text = [.. Enumerable.Repeat<int[]>([5, 6, 7, 8, 9], 6).SelectMany(static run => run)];
        var session = new VerifierSession(text, SamplingParameters.Greedy, cached: text.Length - 1);
        var cache = new RepeatingRows();
        var flat = Costs.Learned((_, _) => 10);
        var deepest = 0;
        for (var pass = 0; pass < 12; pass++)
        {
            session.Guess();
            var rows = Math.Max(2, Plan(flat, 2, session).Rows);
            deepest = Math.Max(deepest, rows);
            session.Feed(rows);
            cache.First = session.Cached;
            session.Decide(cache, new ListSink([], int.MaxValue));
        }

        Assert.True(deepest > 8, $"{deepest} rows at most");
    }

    /// <summary>A target that goes on with 5, 6, 7, 8, 9 for ever.</summary>
    private sealed class RepeatingRows : ILogitRows
    {
        public int First { get; set; }

        public ReadOnlySpan<float> this[int row]
        {
            get
            {
                var logits = new float[10];
                logits[5 + ((First + row + 1) % 5)] = 1;
                return logits;
            }
        }
    }

    private static PassPlan Plan(CostModel costs, int minRows, params VerifierSession[] sessions) =>
        new PassPlanner(costs, minRows, maxBatchRows: 256).WithDraftsAtHand(sessions, MaxRows);

    private static PassPlan PlanAsWanted(CostModel costs, int minRows, VerifierSession session) =>
        new PassPlanner(costs, minRows, maxBatchRows: 256).WithDraftsAsWanted([session], [Far], MaxRows);

    private static DraftDistance Distance(double way, double perToken)
    {
        var distance = new DraftDistance();
        for (var i = 0; i < 100; i++)
            distance.Observe(TimeSpan.FromSeconds(way + perToken), TimeSpan.FromSeconds(perToken), tokens: 1);
        return distance;
    }

    /// <summary>A session whose last passes all went the same way.</summary>
    private static VerifierSession Session(int accepted, bool refused, int drafts = 20, SpeculationBounds? bounds = null, AnswerEnd? end = null)
    {
        var session = new VerifierSession([1, 2, 3], SamplingParameters.Greedy, cached: 2, bounds, end: end);
        session.Offer(3, PrefixHash.Of([1, 2, 3]), new int[drafts]);
        for (var i = 0; i < 100; i++)
            session.Acceptance.Observe([], accepted, refused);
        return session;
    }

    private static VerifierSession Session(int[] drafts, AnswerEnd end)
    {
        var session = new VerifierSession([1, 2, 3], SamplingParameters.Greedy, cached: 2, end: end);
        session.Offer(3, PrefixHash.Of([1, 2, 3]), drafts);
        return session;
    }
}
