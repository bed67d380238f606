using SpecMesh.LoadTest.Load;
using SpecMesh.LoadTest.Prompts;

namespace SpecMesh.LoadTest.Tests.Load;

public sealed class ClosedLoopTests
{
    [Fact]
    public async Task Each_client_has_one_request_at_a_time()
    {
        const int Clients = 3;
        var gate = new TaskCompletionSource();
        var most = 0;
        ScriptedServer? self = null;
        await using var server = self = await ScriptedServer.StartAsync(_ =>
        {
            most = Math.Max(most, self!.Running);
            return new Script { Gate = gate.Task };
        });

        var running = Runs.OnAsync(server, Runs.Closed(Clients, chats: 12));
        await server.ArrivedAsync(Clients, Limit.Start());
        Assert.Equal(Clients, server.Running);
        gate.SetResult();
        var run = await running;

        Assert.Equal(12, run.Summary.Completed);
        Assert.InRange(most, 1, Clients);
        Assert.Equal(Enumerable.Range(0, 12), run.Requests.Select(static request => request.Chat));
    }

    [Fact]
    public async Task A_chat_goes_on_with_the_servers_own_answers()
    {
        await using var server = await ScriptedServer.StartAsync(new Script { Chunks = 2, Text = "yes " });
        var plan = Runs.Plan(Runs.Closed(clients: 1, chats: 2), address: server.Address);
        plan = plan with { Prompts = plan.Prompts with { Sets = ["qa"], Turns = 3, ThinkTime = TimeSpan.FromMilliseconds(30) } };

        var run = await Runs.OnAsync(plan);

        Assert.Equal(6, run.Summary.Completed);
        Assert.Equal([0, 1, 2, 0, 1, 2], run.Requests.Select(static request => request.Turn));
        var third = server.Served.ElementAt(2).Body.GetProperty("messages").EnumerateArray().Select(static message => message.GetProperty("role").GetString()).ToList();
        Assert.Equal(["user", "assistant", "user", "assistant", "user"], third);
        Assert.Equal("yes yes ", server.Served.ElementAt(1).Body.GetProperty("messages")[1].GetProperty("content").GetString());
        // A user's next words are due a moment after the answer; their latency counts from then.
        Assert.Equal(run.Requests[0].Ended + TimeSpan.FromMilliseconds(30), run.Requests[1].Intended);
        Assert.True(run.Requests[1].Sent >= run.Requests[1].Intended);
    }

    [Fact]
    public async Task Requests_say_what_the_plan_says()
    {
        await using var server = await ScriptedServer.StartAsync(new Script());
        var plan = Runs.Plan(Runs.Closed(clients: 1, chats: 1), address: server.Address);
        plan = plan with
        {
            Requests = new RequestSettings("m", 9, 0.5, Seed: 42, IgnoreEnd: true, System.Text.Json.JsonElement.Parse("""{"top_p":0.9,"temperature":0.25}""")),
        };

        await Runs.OnAsync(plan);

        var body = server.Served.Single().Body;
        Assert.Equal("m", body.GetProperty("model").GetString());
        Assert.Equal(9, body.GetProperty("max_tokens").GetInt32());
        Assert.Equal(42, body.GetProperty("seed").GetInt32());
        Assert.True(body.GetProperty("stream").GetBoolean());
        Assert.True(body.GetProperty("stream_options").GetProperty("include_usage").GetBoolean());
        Assert.True(body.GetProperty("ignore_eos").GetBoolean());
        Assert.Equal(0.9, body.GetProperty("top_p").GetDouble());
        // What the user adds replaces what the tool would say, and is there once.
        Assert.Equal(0.25, body.GetProperty("temperature").GetDouble());
        Assert.Equal(1, body.EnumerateObject().Count(static field => field.Name == "temperature"));
    }

    [Fact]
    public async Task Plain_completions_are_asked_with_the_text_of_the_prompt()
    {
        await using var server = await ScriptedServer.StartAsync(new Script { Chunks = 4 });
        var plan = Runs.Plan(Runs.Closed(clients: 1, chats: 1), address: server.Address);
        plan = plan with { Endpoint = plan.Endpoint with { Api = SpecMesh.LoadTest.Client.ApiKind.Completions } };

        var run = await Runs.OnAsync(plan);

        Assert.Equal("/v1/completions", server.Served.Single().Path);
        Assert.Equal(BundledPrompts.All.Chat(0).PlainText, server.Served.Single().Body.GetProperty("prompt").GetString());
        Assert.Equal(4, run.Requests.Single().Pieces.Count);
    }
}
