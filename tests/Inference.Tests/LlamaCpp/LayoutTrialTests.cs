using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;
using Microsoft.Extensions.Time.Testing;
using SpecMesh.Inference.LlamaCpp;
using SpecMesh.Inference.Scripted;

namespace SpecMesh.Inference.Tests.LlamaCpp;

public sealed class LayoutTrialTests
{
    private static readonly IReadOnlyList<EnginePlan> Plans = Candidates();

    [Fact]
    public void The_fastest_wins_and_one_line_says_so()
    {
        var trial = new Trial((plan, batch) => (plan == Plans[2] ? 2 : 5) + batch.Count);

        Assert.Equal(Plans[2], trial.Run());
        var line = Assert.Single(trial.Log.GetSnapshot());
        Assert.Equal(LogLevel.Information, line.Level);
        Assert.Contains("flash attention off with separate KV 6.00 and 37.00 ms", line.Message);
        Assert.Contains("flash attention off with unified KV 3.00 and 34.00 ms", line.Message);
        Assert.Contains("Chosen: flash attention off with unified KV", line.Message);
    }

    [Fact]
    public void The_default_stays_unless_another_is_three_percent_faster() =>
        Gen.Int[100, 2000].Array[Plans.Count].Where(costs => Math.Abs((costs.Min() / (double)costs[0]) - 0.97) > 0.001).Sample(
            costs =>
            {
                var fastest = costs.Min() < 0.97 * costs[0] ? Array.IndexOf(costs, costs.Min()) : 0;
                var trial = new Trial((plan, batch) => costs[Index(plan)] * (1 + (batch.Count / 20.0)) / 1000);
                Assert.Equal(Plans[fastest], trial.Run());
            },
            iter: 50);

    [Theory]
    [InlineData(0.001, 256)]
    [InlineData(1, 62)]
    [InlineData(20, 16)]
    public void Every_sequence_of_every_candidate_holds_what_the_default_can_fill_in_half_a_second(double millisecondsPerRow, int expected)
    {
        var trial = new Trial((_, batch) => millisecondsPerRow * batch.Count);

        trial.Run();
        Assert.All(trial.Engines, engine => Assert.All(Enumerable.Range(0, 8), sequence => Assert.Equal(expected, engine.Cached(sequence).Length)));
    }

    [Fact]
    public void A_candidate_that_cannot_be_made_or_run_is_left_out()
    {
        var trial = new Trial((plan, batch) => (10 - Index(plan)) * batch.Count / 10.0)
        {
            Create = (plan, make) => Index(plan) == 3 ? throw new EngineException("Memory is short.") : make(),
            FailOnPass = plan => Index(plan) == 2 ? 3 : 0,
        };

        Assert.Equal(Plans[1], trial.Run());
        Assert.Contains("flash attention on with unified KV not measured", trial.Log.LatestRecord.Message);
    }

    [Fact]
    public void If_the_default_cannot_be_made_another_is_taken_and_if_none_can_there_is_no_choice()
    {
        var one = new Trial((_, _) => 1) { Create = (plan, make) => Index(plan) == 3 ? make() : throw new EngineException("It is broken.") };
        var none = new Trial((_, _) => 1) { Create = (_, _) => throw new EngineException("It is broken.") };

        Assert.Equal(Plans[3], one.Run());
        Assert.Null(none.Run());
    }

    [Fact]
    public void A_default_that_was_slow_for_a_moment_gets_a_second_chance()
    {
        var engines = 0;
        var trial = new Trial((plan, _) => engines == 1 ? 30 : Index(plan) == 0 ? 10 : 11)
        {
            Create = (_, make) =>
            {
                engines++;
                return make();
            },
        };

        Assert.Equal(Plans[0], trial.Run());
        Assert.Equal(Plans.Count + 1, engines);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public void Where_times_are_uneven_nothing_is_chosen(int disturbed)
    {
        var passes = 0;
        var trial = new Trial((plan, _) => Index(plan) == disturbed ? 20 * ++passes : 10);

        Assert.Null(trial.Run());
        Assert.Equal(disturbed + 1, trial.Engines.Count);
        Assert.Contains("tries again at the next start", Assert.Single(trial.Log.GetSnapshot()).Message);
    }

    [Fact]
    public void Single_slow_passes_do_not_matter()
    {
        var passes = 0;
        var trial = new Trial((plan, _) => (plan == Plans[1] ? 8 : 10) * (++passes % 3 == 0 ? 7 : 1));

        Assert.Equal(Plans[1], trial.Run());
    }

    [Fact]
    public void A_model_for_which_a_candidate_takes_too_long_stays_with_what_was_measured_by_then()
    {
        var trial = new Trial((plan, _) => plan == Plans[0] ? 1000 : 10);

        Assert.Equal(Plans[0], trial.Run());
        Assert.Single(trial.Engines);
    }

    [Fact]
    public void It_can_be_cancelled_and_leaves_no_engine_behind()
    {
        using var cancellation = new CancellationTokenSource();
        var passes = 0;
        var trial = new Trial((plan, _) =>
        {
            if (plan == Plans[1] && ++passes == 3)
                cancellation.Cancel();
            return 1;
        })
        {
            Cancellation = cancellation.Token,
        };

        Assert.Throws<OperationCanceledException>(() => trial.Run());
        Assert.Equal(3, passes);
        var batch = new DecodeBatch();
        batch.Add(1, 0, 0, wantLogits: true);
        Assert.All(trial.Engines, engine => Assert.Throws<ObjectDisposedException>(() => engine.Decode(batch)));
    }

    [Fact]
    public void It_keeps_within_the_limits_of_any_engine() =>
        Gen.Select(Gen.Int[1, 300], Gen.Int[1, 20], Gen.Int[1, 64]).Sample(
            (context, sequences, batchRows) =>
            {
                var trial = new Trial((_, _) => 0.1)
                {
                    Engine = new ScriptedOptions { Context = context, Sequences = sequences, BatchRows = batchRows, VocabularySize = 8 },
                };
                Assert.Equal(Plans[0], trial.Run());
            },
            iter: 30);

    private static int Index(EnginePlan plan) => Plans.ToList().IndexOf(plan);

    private static IReadOnlyList<EnginePlan> Candidates()
    {
        var options = new LlamaOptions { Exact = Toggle.Off };
        return EnginePlan.Create(options, hasGpu: false).Candidates(options);
    }

    /// <summary>A trial among scripted engines whose passes take the milliseconds that <paramref name="cost"/> says.</summary>
    private sealed class Trial(Func<EnginePlan, DecodeBatch, double> cost)
    {
        private readonly FakeTimeProvider _time = new();
        private readonly FakeLogger _logger = new();

        public ScriptedOptions Engine { get; init; } = new();

        public Func<EnginePlan, Func<IEngine>, IEngine> Create { get; init; } = (_, make) => make();

        public Func<EnginePlan, int> FailOnPass { get; init; } = _ => 0;

        public CancellationToken Cancellation { get; init; }

        public List<ScriptedEngine> Engines { get; } = [];

        public FakeLogCollector Log => _logger.Collector;

        public EnginePlan? Run() => new LayoutTrial(plan => Create(plan, () => Make(plan)), _time, _logger).Run(Plans, Cancellation);

        private ScriptedEngine Make(EnginePlan plan)
        {
            var engine = new ScriptedEngine(Engine with
            {
                FailOnPass = FailOnPass(plan),
                BeforePass = (_, batch) => _time.Advance(TimeSpan.FromMilliseconds(cost(plan, batch))),
            });
            Engines.Add(engine);
            return engine;
        }
    }
}
