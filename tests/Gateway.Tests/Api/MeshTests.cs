using System.Net.ServerSentEvents;
using System.Text.Json;
using SpecMesh.Gateway.Tests.Support;
using SpecMesh.Tests.Support;
using SpecMesh.V1;

namespace SpecMesh.Gateway.Tests.Api;

public sealed class MeshTests
{
    private readonly CancellationToken _limit = Limit.Start();

    [Fact]
    public async Task Every_node_is_listed_with_what_it_says_about_itself()
    {
        await using var verifier = await ScriptedNode.StartAsync(NodeRole.Verifier, "verifier-1", info =>
        {
            info.Model = "big";
            info.ModelDescription = "llama 70B F16";
            info.Engine = "llama.cpp 1";
            info.Device = "CPU";
            info.CpuVariant = "zen4";
        });
        verifier.Node.Status.Load = Load(active: 2);
        await using var first = await ScriptedNode.StartAsync(NodeRole.Draft, "draft-1");
        await using var second = await ScriptedNode.StartAsync(NodeRole.Draft, "draft-2");
        await using var gateway = await TestGateway.StartAsync(verifier, first, second);

        var mesh = await EventuallyAsync(gateway, mesh => Node(mesh, "verifier-1").GetProperty("active").GetInt32() == 2);

        Assert.Equal(["draft-1", "draft-2", "verifier-1"], mesh.GetProperty("nodes").EnumerateArray().Select(node => node.GetProperty("name").GetString()));
        var big = Node(mesh, "verifier-1");
        Assert.Equal(
            ("verifier", "ready", "big", "llama 70B F16", "llama.cpp 1", "CPU", "zen4"),
            (Text(big, "role"), Text(big, "state"), Text(big, "model"), Text(big, "model_description"), Text(big, "engine"), Text(big, "device"), Text(big, "cpu_variant")));
        Assert.Equal((4, 1024, 1, 100), (Number(big, "slots"), Number(big, "context"), Number(big, "queued"), Number(big, "decided_tokens")));
        Assert.Equal((31, 9), (Number(big, "accepted_tokens"), Number(big, "rejected_tokens")));
        var draft = Node(mesh, "draft-1");
        Assert.Equal(("draft", 30, 9), (Text(draft, "role"), Number(draft, "accepted_tokens"), Number(draft, "rejected_tokens")));
        Assert.Equal(JsonValueKind.Null, draft.GetProperty("decided_tokens").ValueKind);

        var links = mesh.GetProperty("links").EnumerateArray().ToList();
        Assert.Equal(
            [("draft-1", 1), ("gone", 0), (null, 1)],
            links.Select(link => (Text(link, "draft"), Number(link, "sessions"))));
        Assert.All(links, link => Assert.Equal("verifier-1", Text(link, "verifier")));
    }

    [Fact]
    public async Task A_node_that_does_not_answer_stays_listed_without_load()
    {
        await using var verifier = await ScriptedNode.StartAsync(NodeRole.Verifier, "verifier-1");
        verifier.Node.Status.Load = Load(active: 2);
        await using var gateway = await TestGateway.StartAsync(verifier);

        await verifier.Node.KillAsync();
        var mesh = await EventuallyAsync(gateway, mesh => Text(Node(mesh, "verifier-1"), "state") == "unreachable");

        Assert.Equal((0, 100), (Number(Node(mesh, "verifier-1"), "active"), Number(Node(mesh, "verifier-1"), "decided_tokens")));
        Assert.All(mesh.GetProperty("links").EnumerateArray(), link => Assert.Equal(0, Number(link, "sessions")));
    }

    [Fact]
    public async Task Who_follows_the_mesh_sees_changes_until_the_gateway_stops()
    {
        await using var verifier = await ScriptedNode.StartAsync(NodeRole.Verifier, "verifier-1");
        await using var gateway = await TestGateway.StartAsync(verifier);
        using var response = await gateway.Http.GetAsync("/mesh/events", HttpCompletionOption.ResponseHeadersRead, _limit);
        var events = SseParser.Create(await response.Content.ReadAsStreamAsync(_limit), (name, data) => (name, JsonElement.Parse(data)))
            .EnumerateAsync(_limit).GetAsyncEnumerator(_limit);
        Assert.True(await events.MoveNextAsync());
        Assert.Equal("mesh", events.Current.EventType);
        Assert.Equal(0, Number(Node(events.Current.Data.Item2, "verifier-1"), "active"));

        verifier.Node.Status.Load = Load(active: 3);
        do
            Assert.True(await events.MoveNextAsync());
        while (Number(Node(events.Current.Data.Item2, "verifier-1"), "active") != 3);

        var stopping = gateway.StopAsync();
        while (await events.MoveNextAsync())
        {
            // What was sent before it stopped.
        }

        await stopping.WaitAsync(_limit);
    }

    private async Task<JsonElement> EventuallyAsync(TestGateway gateway, Predicate<JsonElement> condition)
    {
        while (true)
        {
            _limit.ThrowIfCancellationRequested();
            var (_, mesh) = await gateway.GetAsync("/mesh");
            if (condition(mesh))
                return mesh;
        }
    }

    private static NodeLoad Load(int active) => new()
    {
        Active = active,
        Queued = 1,
        Ready = true,
        DecidedTokens = 100,
        Drafts =
        {
            new DraftLink { Draft = "draft-1", Active = 1, AcceptedTokens = 30, RejectedTokens = 9 },
            new DraftLink { Draft = "gone", AcceptedTokens = 1 },
            new DraftLink { Draft = "", Active = 1 },
        },
    };

    private static JsonElement Node(JsonElement mesh, string name) =>
        mesh.GetProperty("nodes").EnumerateArray().Single(node => Text(node, "name") == name);

    private static string? Text(JsonElement element, string name) => element.GetProperty(name).GetString();

    private static int Number(JsonElement element, string name) => element.GetProperty(name).GetInt32();
}
