using System.Net;
using Grpc.Core;
using SpecMesh.Gateway.Tests.Support;
using SpecMesh.V1;

namespace SpecMesh.Gateway.Tests.Generations;

/// <summary>A chat's next turn goes where its KV cache is, if that is not busier than others.</summary>
public sealed class AffinityTests : IAsyncLifetime
{
    private const string Path = "/v1/chat/completions";
    private readonly List<ScriptedNode> _verifiers = [];
    private TestGateway _gateway = null!;

    public async ValueTask InitializeAsync()
    {
        for (var number = 1; number <= 4; number++)
            _verifiers.Add(await ScriptedNode.StartAsync(NodeRole.Verifier, $"verifier-{number}"));
        _gateway = await TestGateway.StartAsync([.. _verifiers]);
    }

    public async ValueTask DisposeAsync()
    {
        await _gateway.DisposeAsync();
        foreach (var verifier in _verifiers)
            await verifier.DisposeAsync();
    }

    [Fact]
    public async Task Every_turn_of_a_chat_goes_to_one_verifier_and_chats_are_spread()
    {
        const int chats = 40;
        for (var chat = 0; chat < chats; chat++)
        {
            var first = await VerifierOfAsync(Turn1(chat));
            Assert.Equal(first, await VerifierOfAsync(Turn2(chat)));
        }

        // Each is the favourite of 10 of 40 chats, give or take three standard deviations.
        Assert.All(_verifiers, verifier => Assert.InRange(verifier.Calls.Count / 2, 1, 20));
    }

    [Fact]
    public async Task Another_gateway_sends_the_chat_to_the_same_verifier()
    {
        await using var other = await TestGateway.StartAsync([.. _verifiers]);
        for (var chat = 0; chat < 10; chat++)
        {
            var first = await VerifierOfAsync(Turn1(chat));
            await AskAsync(other, Turn2(chat));
            Assert.Equal(2, CallsOf(first, chat));
        }
    }

    [Fact]
    public async Task A_favourite_that_is_full_or_gone_is_passed_over()
    {
        var favourite = await VerifierOfAsync(Turn1(0));
        favourite.Node.Status.Load = new NodeLoad { Active = 4 };
        // A gateway that has heard of nothing else.
        await using var gateway = await TestGateway.StartAsync([.. _verifiers]);

        await AskAsync(gateway, Turn2(0));
        var second = Assert.Single(_verifiers, verifier => verifier != favourite && verifier.Calls.Count > 0);

        await favourite.Node.KillAsync();
        await _gateway.UntilReadyAsync(NodeRole.Verifier, 3);
        Assert.Equal(second, await VerifierOfAsync(Turn2(0)));
        Assert.Single(favourite.Calls);
    }

    [Fact]
    public async Task A_favourite_that_turns_the_request_away_does_not_fail_it()
    {
        await using var full = await ScriptedNode.StartAsync(
            NodeRole.Verifier, "full", Behaviour.Refuse(StatusCode.ResourceExhausted), Behaviour.Refuse(StatusCode.ResourceExhausted));
        await using var free = await ScriptedNode.StartAsync(NodeRole.Verifier, "free");
        await using var gateway = await TestGateway.StartAsync(full, free);

        for (var chat = 0; chat < 10; chat++)
            await AskAsync(gateway, Turn1(chat));

        Assert.True(full.Calls.Count >= 2, "No chat had the full one as its favourite.");
    }

    [Fact]
    public async Task A_key_of_the_clients_own_counts_before_the_prompt()
    {
        var verifiers = new HashSet<ScriptedNode>();
        for (var chat = 0; chat < 10; chat++)
            verifiers.Add(await VerifierOfAsync($$"""{"prompt_cache_key":"mine",{{Turn1(chat)[1..]}}"""));

        Assert.Single(verifiers);
    }

    [Fact]
    public async Task A_draft_is_told_the_same_key_that_the_gateway_goes_by()
    {
        await using var draft = await ScriptedNode.StartAsync(NodeRole.Draft, "draft-1", Behaviour.Refuse(StatusCode.Unavailable));
        await using var gateway = await TestGateway.StartAsync([draft, .. _verifiers]);

        await AskAsync(gateway, Turn1(3));

        var key = Assert.Single(draft.Calls).PrefixKey;
        Assert.NotEqual(0UL, key);
        Assert.Equal(key, Assert.Single(_verifiers.SelectMany(verifier => verifier.Calls)).PrefixKey);
    }

    private static string Turn1(int chat) => $$"""{"messages":[{"role":"system","content":"Be short."},{"role":"user","content":"Question {{chat}}"}]}""";

    private static string Turn2(int chat) =>
        $$"""{"messages":[{"role":"system","content":"Be short."},{"role":"user","content":"Question {{chat}}"},{"role":"assistant","content":"{{Answer.Text}}"},{"role":"user","content":"Why?"}]}""";

    private async Task<ScriptedNode> VerifierOfAsync(string request)
    {
        var before = _verifiers.ConvertAll(verifier => verifier.Calls.Count);
        await AskAsync(_gateway, request);
        return _verifiers.Where((verifier, index) => verifier.Calls.Count > before[index]).Last();
    }

    private static int CallsOf(ScriptedNode verifier, int chat) =>
        verifier.Calls.Count(call => call.Chat.Messages.Any(message => message.Content == $"Question {chat}"));

    private static async Task AskAsync(TestGateway gateway, string request)
    {
        var (response, body) = await gateway.PostAsync(Path, request);
        Assert.True(response.StatusCode == HttpStatusCode.OK, body.ToString());
    }
}
