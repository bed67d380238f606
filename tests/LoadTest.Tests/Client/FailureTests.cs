using System.Net;
using System.Net.Sockets;
using SpecMesh.LoadTest.Client;

namespace SpecMesh.LoadTest.Tests.Client;

public sealed class FailureTests
{
    private static readonly (FailureClass Class, Script Script)[] Scripts =
    [
        (FailureClass.RateLimited, new Script { Status = 429 }),
        (FailureClass.Unavailable, new Script { Status = 503 }),
        (FailureClass.ClientError, new Script { Status = 404 }),
        (FailureClass.ServerError, new Script { Status = 500 }),
        (FailureClass.StreamError, new Script { Ending = Ending.ErrorEvent }),
        (FailureClass.CutOff, new Script { Ending = Ending.WithoutEndMark }),
        (FailureClass.CutOff, new Script { Ending = Ending.Abort }),
        (FailureClass.Malformed, new Script { Ending = Ending.BrokenJson }),
        (FailureClass.Malformed, new Script { ContentType = "application/json", Body = "{}" }),
        (FailureClass.Empty, new Script { Chunks = 0 }),
    ];

    [Fact]
    public async Task Each_way_to_fail_is_told_apart_and_the_rest_is_measured()
    {
        await using var server = await ScriptedServer.StartAsync(static served => served.Seed < Scripts.Length ? Scripts[served.Seed].Script : new Script());

        var run = await Runs.OnAsync(server, Runs.Closed(clients: 2, chats: Scripts.Length + 2));

        Assert.Equal(Scripts.Select(static entry => entry.Class), run.Requests.Take(Scripts.Length).Select(static request => request.Failure!.Class));
        Assert.Equal(2, run.Summary.Completed);
        Assert.Equal(Scripts.Length, run.Summary.Failed);
        Assert.Equal(2, run.Summary.EndToEnd.Count);
        Assert.Equal(
            new Dictionary<string, int>
            {
                ["client_error"] = 1, ["cut_off"] = 2, ["empty"] = 1, ["malformed"] = 2, ["rate_limited"] = 1, ["server_error"] = 1, ["stream_error"] = 1, ["unavailable"] = 1,
            },
            run.Summary.Errors);
        Assert.Equal("the verifier died", run.Requests[4].Failure!.Message);
        Assert.Equal("429 no", run.Requests[0].Failure!.Message);
    }

    [Fact]
    public async Task An_answer_that_does_not_end_in_time_is_a_timeout()
    {
        await using var server = await ScriptedServer.StartAsync(new Script { Gate = new TaskCompletionSource().Task });
        var plan = Runs.Plan(Runs.Closed(clients: 1, chats: 1), address: server.Address, patience: TimeSpan.FromMilliseconds(100));

        var run = await Runs.OnAsync(plan);

        Assert.Equal(FailureClass.Timeout, run.Requests.Single().Failure!.Class);
        // Its clock starts a moment after that of the patience.
        Assert.True(run.Requests.Single().EndToEnd >= TimeSpan.FromMilliseconds(80));
    }

    [Fact]
    public async Task A_server_that_is_not_there_fails_every_request()
    {
        var plan = Runs.Plan(Runs.Closed(clients: 2, chats: 4), address: DeadAddress());

        var run = await Runs.OnAsync(plan);

        Assert.All(run.Requests, static request => Assert.Equal(FailureClass.Connect, request.Failure!.Class));
        Assert.Equal(4, run.Summary.Failed);
    }

    [Fact]
    public async Task Stopping_a_run_keeps_what_was_measured()
    {
        var gate = new TaskCompletionSource();
        await using var server = await ScriptedServer.StartAsync(served => served.Seed == 0 ? new Script() : new Script { Gate = gate.Task });
        using var stop = new CancellationTokenSource();

        var running = Runs.OnAsync(server, Runs.Closed(clients: 1, chats: 10), stop: stop.Token);
        await server.ArrivedAsync(2, Limit.Start());
        await stop.CancelAsync();
        var run = await running;

        Assert.True(run.StoppedEarly);
        Assert.Equal((1, 0, 1), (run.Summary.Completed, run.Summary.Failed, run.Summary.Stopped));
        Assert.Contains(run.Warnings, static warning => warning.Contains("stopped", StringComparison.Ordinal));
    }

    /// <summary>An address that had a listener a moment ago.</summary>
    internal static Uri DeadAddress()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        listener.Stop();
        return new Uri($"http://127.0.0.1:{port}/");
    }
}
