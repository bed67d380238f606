using SpecMesh.LoadTest.Client;
using SpecMesh.LoadTest.Load;
using SpecMesh.LoadTest.Metrics;

namespace SpecMesh.LoadTest.Tests.Metrics;

public sealed class SummaryTests
{
    private static readonly TimeSpan Duration = TimeSpan.FromSeconds(4);

    // 3 chunks with 5 tokens: first token after 100 ms, 4 more in 40 ms.
    private static readonly RequestResult Quick = Runs.Answered(intended: 0, [100, 120, 140], tokens: 5);
    private static readonly RequestResult Slow = Runs.Answered(intended: 1000, [400, 500], tokens: 2);
    private static readonly RequestResult Single = Runs.Answered(intended: 2000, [300], tokens: 1);
    private static readonly RequestResult Broken = Runs.Failed(intended: 3000, FailureClass.CutOff);

    [Fact]
    public void Figures_are_defined_as_in_vllm_bench_serve()
    {
        var summary = Summary.Of([Quick, Slow, Single, Broken], Duration, level: null);

        Assert.Equal((3, 1, 0), (summary.Completed, summary.Failed, summary.Stopped));
        Assert.Equal((15, 8), (summary.InputTokens, summary.OutputTokens));
        Assert.Equal(0.75, summary.RequestThroughput);
        Assert.Equal(2, summary.OutputThroughput);
        Assert.Equal(23 / 4.0, summary.TotalThroughput);
        Assert.Equal(800 / 3.0, summary.FirstToken.Mean, 1e-9);
        Assert.Equal(300, summary.FirstToken.P50, 1e-9);
        // An answer of one token has no time per further token.
        Assert.Equal(2, summary.PerToken.Count);
        Assert.Equal((10 + 100) / 2.0, summary.PerToken.Mean, 1e-9);
        // Gaps between chunks, not divided by their tokens.
        Assert.Equal((20 + 20 + 100) / 3.0, summary.InterToken.Mean, 1e-9);
        Assert.Equal((140 + 500 + 300) / 3.0, summary.EndToEnd.Mean, 1e-9);
        Assert.Null(summary.Goodput);
        Assert.Null(summary.Acceptance);
    }

    [Theory]
    [InlineData(3, "ttft:400")]
    [InlineData(2, "ttft:399")]
    [InlineData(1, "ttft:100")]
    [InlineData(0, "ttft:99")]
    [InlineData(2, "tpot:50")]
    [InlineData(1, "tpot:9")]
    [InlineData(2, "e2e:300")]
    [InlineData(1, "e2el:140")]
    [InlineData(1, "ttft:300", "tpot:50", "e2e:200")]
    [InlineData(3, "ttft:400", "tpot:100", "e2e:500")]
    public void Goodput_counts_answers_that_keep_every_limit(int good, params string[] limits)
    {
        var summary = Summary.Of([Quick, Slow, Single, Broken], Duration, ServiceLevel.Parse(limits));

        Assert.Equal(good, summary.Good);
        Assert.Equal(good / 4.0, summary.Goodput);
        // The failed one was not good either.
        Assert.Equal(good / 4.0, summary.Attainment);
    }

    [Theory]
    [InlineData("ttft")]
    [InlineData("ttft:fast")]
    [InlineData("ttft:-1")]
    [InlineData("itl:5")]
    [InlineData("ttft:1:2")]
    public void A_limit_that_is_none_is_refused(string limit) => Assert.Contains(limit, Assert.Throws<LoadTestException>(() => ServiceLevel.Parse([limit])).Message);

    [Fact]
    public void Without_any_answer_there_are_zeros_and_no_error()
    {
        var summary = Summary.Of([Broken], TimeSpan.Zero, ServiceLevel.Parse(["ttft:1"]));

        Assert.Equal(0, summary.RequestThroughput);
        Assert.Equal(0, summary.Attainment);
        Assert.Equal(Distribution.Empty, summary.EndToEnd);
    }

    [Fact]
    public void Acceptance_is_over_the_answers_whose_server_told()
    {
        var told = Runs.Answered(0, [1, 2], tokens: 10, drafts: (Accepted: 6, Rejected: 2));
        var summary = Summary.Of([told, told, Quick], Duration, level: null);

        Assert.Equal(new Acceptance(12, 4, 20), summary.Acceptance);
        Assert.Equal(0.75, summary.Acceptance!.Rate);
        Assert.Equal(2.5, summary.Acceptance.Length);
    }

    [Fact]
    public void The_timeline_puts_tokens_and_requests_into_their_seconds()
    {
        var timeline = Timeline.Of([Runs.Answered(500, [200, 800], tokens: 4), Runs.Answered(1200, [100], tokens: 3), Broken]);

        Assert.Equal([2, 5], timeline.Tokens);
        Assert.Equal([1, 2], timeline.Requests);
        var summary = Summary.Of([Runs.Answered(500, [200, 800], tokens: 4), Runs.Answered(1200, [100], tokens: 3)], Duration, null);
        Assert.Equal((5, 2), (summary.PeakOutputThroughput, summary.PeakConcurrency));
    }
}
