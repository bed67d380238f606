using SpecMesh.LoadTest.Load;

namespace SpecMesh.LoadTest.Tests.Load;

public sealed class OpenLoopTests
{
    [Fact]
    public async Task Requests_are_sent_when_due_although_none_is_answered()
    {
        const int Chats = 20;
        var gate = new TaskCompletionSource();
        await using var server = await ScriptedServer.StartAsync(new Script { Gate = gate.Task });

        var running = Runs.OnAsync(server, Runs.Open(new ArrivalPlan(ArrivalKind.Constant, Rate: 200), Chats));
        await server.ArrivedAsync(Chats, Limit.Start());
        Assert.Equal(Chats, server.Running);
        gate.SetResult();
        var run = await running;

        Assert.Equal(Chats, run.Summary.Completed);
        Assert.Equal(Enumerable.Range(0, Chats).Select(static i => TimeSpan.FromSeconds(i / 200.0)), run.Requests.Select(static request => request.Intended));
        Assert.All(run.Requests, static request => Assert.True(request.Sent >= request.Intended, "a request was sent before its time"));
    }

    [Fact]
    public async Task Latency_counts_from_the_intended_time_so_waiting_behind_others_is_seen()
    {
        const int Chats = 10;
        var (answer, spacing) = (TimeSpan.FromMilliseconds(60), TimeSpan.FromMilliseconds(10));
        await using var server = await ScriptedServer.StartAsync(new Script { FirstToken = answer, Chunks = 1 });

        // One at a time, while six come in the time of one answer.
        var run = await Runs.OnAsync(server, Runs.Open(new ArrivalPlan(ArrivalKind.Constant, 1 / spacing.TotalSeconds), Chats, mostAtOnce: 1));

        // The answers follow each other, so even on the fastest machine the n-th waits for all before it; a timer may be a tick short.
        foreach (var request in run.Requests.OrderBy(static request => request.Sent).Select(static (request, place) => (request, place)))
        {
            var least = ((request.place + 1) * (answer - ScriptedServer.TimerTick)) - request.request.Intended;
            Assert.True(request.request.EndToEnd >= least, $"request {request.place}: {request.request.EndToEnd}, at least {least}");
            Assert.True(request.request.FirstToken >= least);
        }

        Assert.Equal(1, run.Requests.Max(request => run.Requests.Count(other => other.Sent <= request.Sent && other.Ended > request.Sent)));
        Assert.Contains(run.Warnings, static warning => warning.Contains("cap of 1", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_duration_ends_the_sending_and_not_the_answers()
    {
        await using var server = await ScriptedServer.StartAsync(new Script { FirstToken = TimeSpan.FromMilliseconds(100), Chunks = 1 });
        var load = new LoadPlan(new LoadLimit(null, TimeSpan.FromMilliseconds(200)), null, new ArrivalPlan(ArrivalKind.Constant, Rate: 50));

        var run = await Runs.OnAsync(server, load);

        // Due at 0, 20, ... 180 ms.
        Assert.Equal(10, run.Summary.Completed);
        Assert.True(run.Duration >= TimeSpan.FromMilliseconds(280) - ScriptedServer.TimerTick, $"the last answer was not waited for: {run.Duration}");
    }

    [Fact]
    public async Task A_trace_is_replayed_at_its_times()
    {
        using var folder = new TemporaryFolder();
        var file = folder.File("trace.jsonl", "1000\n{\"timestamp\": 1250, \"input_length\": 4}\n\n1050.5\n");
        var times = TraceFile.Read(file, TimeSpan.FromMilliseconds(1), speed: 2);
        Assert.Equal([TimeSpan.Zero, TimeSpan.FromMilliseconds(25.25), TimeSpan.FromMilliseconds(125)], times);

        await using var server = await ScriptedServer.StartAsync(new Script { Chunks = 1 });
        var run = await Runs.OnAsync(server, Runs.Open(new ArrivalPlan(ArrivalKind.Trace, 1, Trace: times), chats: 3));

        Assert.Equal(times, run.Requests.Select(static request => request.Intended));
        Assert.All(run.Requests, static request => Assert.True(request.Sent >= request.Intended));
    }

    [Theory]
    [InlineData("")]
    [InlineData("1\nsoon\n")]
    [InlineData("{\"time\": 3}\n")]
    public void A_trace_without_times_is_refused(string content)
    {
        using var folder = new TemporaryFolder();
        var file = folder.File("trace.txt", content);

        Assert.Contains("trace.txt", Assert.Throws<LoadTestException>(() => TraceFile.Read(file, TimeSpan.FromSeconds(1), 1)).Message);
    }
}
