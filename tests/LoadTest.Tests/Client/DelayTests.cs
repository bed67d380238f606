using SpecMesh.LoadTest.Load;

namespace SpecMesh.LoadTest.Tests.Client;

/// <summary>The client's figures against the times at which a server really did what its script says.</summary>
public sealed class DelayTests
{
    private const int Chats = 12;
    private const int Chunks = 8;
    private const int TokensOfChunk = 3;
    private static readonly TimeSpan FirstToken = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan Gap = TimeSpan.FromMilliseconds(40);

    // What a message through loopback and a busy machine of two cores may add to a mean.
    private const double Slack = 100;

    // And to the luckiest request: what the client adds to all of them.
    private const double LeastSlack = 25;

    [Fact]
    public async Task Latencies_are_those_of_the_server()
    {
        await using var server = await ScriptedServer.StartAsync(
            new Script { FirstToken = FirstToken, Gap = Gap, Chunks = Chunks, TokensOfChunk = TokensOfChunk, Greets = true });

        var run = await Runs.OnAsync(server, Runs.Closed(clients: 4, Chats));

        Assert.Equal(Chats, run.Summary.Completed);
        Assert.Equal(Chats * Chunks * TokensOfChunk, run.Summary.OutputTokens);
        foreach (var (request, served) in Pairs(run, server))
            Assert.True(request.FirstToken >= served.FirstToken, $"a first token was seen {served.FirstToken - request.FirstToken} before it was sent");

        Assert.InRange(Pairs(run, server).Min(static pair => (pair.Request.FirstToken - pair.Served.FirstToken).TotalMilliseconds), 0, LeastSlack);
        Assert.InRange(Pairs(run, server).Min(static pair => (pair.Request.EndToEnd - pair.Served.FirstToken - pair.Served.Decode).TotalMilliseconds), 0, LeastSlack);

        var truth = server.Served;
        AssertNear(truth.Average(static served => served.FirstToken.TotalMilliseconds), run.Summary.FirstToken.Mean, Slack);
        AssertNear(truth.Average(static served => served.Decode.TotalMilliseconds / ((Chunks * TokensOfChunk) - 1)), run.Summary.PerToken.Mean, Slack / (Chunks * TokensOfChunk));
        AssertNear(truth.Average(static served => served.Decode.TotalMilliseconds / (Chunks - 1)), run.Summary.InterToken.Mean, Slack / Chunks);
        AssertNear(truth.Average(static served => (served.FirstToken + served.Decode).TotalMilliseconds), run.Summary.EndToEnd.Mean, Slack);

        // And the server did what its script says, so that the figures above are not about something else.
        Assert.InRange(run.Summary.FirstToken.P50, (FirstToken - ScriptedServer.TimerTick).TotalMilliseconds, 4 * FirstToken.TotalMilliseconds);
        Assert.Equal(Chats * (Chunks - 1), run.Summary.InterToken.Count);
    }

    [Fact]
    public async Task Throughput_is_counted_over_the_whole_run()
    {
        await using var server = await ScriptedServer.StartAsync(new Script { FirstToken = Gap, Gap = Gap, Chunks = 4 });

        var run = await Runs.OnAsync(server, Runs.Closed(clients: 2, chats: 6));

        // Three rounds of four delays each; a timer may be a tick short.
        Assert.True(run.Duration >= 3 * 4 * (Gap - ScriptedServer.TimerTick), $"six answers of 160 ms by two clients took {run.Duration}");
        Assert.Equal(6 / run.Duration.TotalSeconds, run.Summary.RequestThroughput, 1e-9);
        Assert.Equal(24 / run.Duration.TotalSeconds, run.Summary.OutputThroughput, 1e-9);
        Assert.Equal(run.Requests.Max(static request => request.Ended), run.Duration);
        Assert.Equal(24, SpecMesh.LoadTest.Metrics.Timeline.Of(run.Requests).Tokens.Sum(), 1e-9);
    }

    [Fact]
    public async Task Acceptance_comes_from_usage()
    {
        await using var server = await ScriptedServer.StartAsync(new Script { Chunks = 4, TokensOfChunk = 5, Drafts = (Accepted: 15, Rejected: 5) });

        var run = await Runs.OnAsync(server, Runs.Closed(clients: 1, chats: 3));

        var acceptance = run.Summary.Acceptance!;
        Assert.Equal(0.75, acceptance.Rate);
        // Each answer has 20 tokens, of which five are the target's own: five passes.
        Assert.Equal(15, acceptance.Passes);
        Assert.Equal(4, acceptance.Length);
    }

    [Fact]
    public async Task Chunks_stand_for_tokens_that_a_server_does_not_count_and_a_warning_says_so()
    {
        await using var server = await ScriptedServer.StartAsync(new Script { Chunks = 6, CountsTokens = false });

        var run = await Runs.OnAsync(server, Runs.Closed(clients: 1, chats: 2));

        Assert.Equal(12, run.Summary.OutputTokens);
        Assert.Contains(run.Warnings, static warning => warning.Contains("no usage", StringComparison.Ordinal));
    }

    private static IEnumerable<(RequestResult Request, Served Served)> Pairs(RunResult run, ScriptedServer server) =>
        run.Requests.Join(server.Served, static request => request.Chat, static served => served.Seed, static (request, served) => (request, served));

    private static void AssertNear(double expected, double actual, double slack) => Assert.InRange(actual, expected - 1, expected + slack);
}
