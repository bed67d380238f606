using Grpc.Core;
using SpecMesh.Gateway.Tests.Support;
using SpecMesh.Tests.Support;
using SpecMesh.V1;

namespace SpecMesh.Gateway.Tests.Generations;

/// <summary>Nodes break, the client sees each token exactly once.</summary>
public sealed class FailoverTests
{
    private const string Path = "/v1/chat/completions";
    private const string StreamRequest =
        """{"messages":[{"role":"user","content":"Hi"}],"stream":true,"seed":5,"stream_options":{"include_usage":true}}""";

    internal static readonly Dictionary<string, Behaviour> Breakages = new()
    {
        ["killed before the first token"] = Behaviour.DieAfter(0),
        ["killed with tokens on the way"] = Behaviour.DieAfter(4),
        ["unavailable"] = Behaviour.FailAfter(4, StatusCode.Unavailable),
        ["internal error"] = Behaviour.FailAfter(2, StatusCode.Internal),
        ["unknown error"] = Behaviour.FailAfter(2, StatusCode.Unknown),
        ["cancelled by the node"] = Behaviour.FailAfter(6, StatusCode.Cancelled),
        ["blames the client for what a draft did"] = Behaviour.FailAfter(2, StatusCode.InvalidArgument),
        ["ends without a reason"] = Behaviour.EndAfter(4),
        ["repeats tokens"] = Behaviour.RepeatAfter(4),
        ["refuses"] = Behaviour.Refuse(StatusCode.Unavailable),
        ["refuses: full"] = Behaviour.Refuse(StatusCode.ResourceExhausted),
        ["refuses: vocabulary"] = Behaviour.Refuse(StatusCode.FailedPrecondition),
        ["refuses: its verifiers have another model"] = Behaviour.Refuse(StatusCode.NotFound),
    };

    public static TheoryData<string> BreakageNames => [.. Breakages.Keys];

    [Theory]
    [MemberData(nameof(BreakageNames))]
    public async Task A_draft_that_breaks_is_followed_by_a_verifier_alone(string breakage)
    {
        await using var verifier = await ScriptedNode.StartAsync(NodeRole.Verifier, "verifier-1");
        await using var draft = await ScriptedNode.StartAsync(NodeRole.Draft, "draft-1", Breakages[breakage]);
        await using var gateway = await TestGateway.StartAsync(verifier, draft);

        await AssertWholeAsync(gateway);

        Assert.Single(draft.Calls);
        AssertResumes(draft.Calls[0], Assert.Single(verifier.Calls), Breakages[breakage]);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(4)]
    [InlineData(8)]
    public async Task A_draft_killed_in_mid_stream_is_followed_by_another_draft(int tokens)
    {
        var hang = Behaviour.HangAfter(tokens);
        await using var verifier = await ScriptedNode.StartAsync(NodeRole.Verifier, "verifier-1");
        await using var bad = await ScriptedNode.StartAsync(NodeRole.Draft, "bad", hang);
        await using var good = await ScriptedNode.StartAsync(NodeRole.Draft, "good");
        good.Node.Status.Load = new NodeLoad { Active = 1, Ready = true };
        await using var gateway = await TestGateway.StartAsync(verifier, bad, good);
        using var stream = await gateway.OpenStreamAsync(Path, StreamRequest);
        await stream.ReadTextAsync(string.Concat(Answer.Texts.Take(tokens)));

        await bad.Node.KillAsync();

        AssertWhole(await stream.ReadToEndAsync());
        Assert.Empty(verifier.Calls);
        AssertResumes(Assert.Single(bad.Calls), Assert.Single(good.Calls), hang);
    }

    [Fact]
    public async Task A_draft_that_refuses_is_followed_by_another_draft()
    {
        var refuse = Behaviour.Refuse(StatusCode.Unavailable);
        await using var verifier = await ScriptedNode.StartAsync(NodeRole.Verifier, "verifier-1");
        await using var one = await ScriptedNode.StartAsync(NodeRole.Draft, "draft-1", refuse);
        await using var two = await ScriptedNode.StartAsync(NodeRole.Draft, "draft-2", refuse);
        await using var three = await ScriptedNode.StartAsync(NodeRole.Draft, "draft-3", refuse);
        await using var gateway = await TestGateway.StartAsync(verifier, one, two, three);

        await AssertWholeAsync(gateway);
        // Each was tried once; the verifier went on alone.
        Assert.All([one, two, three, verifier], node => Assert.Single(node.Calls));
    }

    [Fact]
    public async Task A_draft_that_hangs_with_its_connections_open_is_followed_by_a_verifier()
    {
        var hang = Behaviour.HangAfter(4);
        await using var verifier = await ScriptedNode.StartAsync(NodeRole.Verifier, "verifier-1");
        await using var draft = await ScriptedNode.StartAsync(NodeRole.Draft, "draft-1", hang);
        await using var proxy = new FreezingProxy(draft.Node.Address);
        await using var gateway = await TestGateway.StartAsync([verifier], ("Mesh:Drafts", proxy.Address.ToString()));
        await gateway.UntilReadyAsync(NodeRole.Draft, 1);
        using var stream = await gateway.OpenStreamAsync(Path, StreamRequest);
        await stream.ReadTextAsync(string.Concat(Answer.Texts.Take(4)));

        proxy.Freeze();

        AssertWhole(await stream.ReadToEndAsync());
        AssertResumes(Assert.Single(draft.Calls), Assert.Single(verifier.Calls), hang);
    }

    [Fact]
    public async Task It_may_break_again_and_again_as_long_as_tokens_come()
    {
        await using var verifier = await ScriptedNode.StartAsync(
            NodeRole.Verifier,
            "verifier-1",
            Behaviour.FailAfter(2, StatusCode.Internal),
            Behaviour.EndAfter(2),
            Behaviour.FailAfter(2, StatusCode.Unavailable),
            Behaviour.EndAfter(2));
        await using var gateway = await TestGateway.StartAsync([verifier], ("Gateway:MaxReplays", "1"));

        await AssertWholeAsync(gateway);

        Assert.Equal([0, 2, 4, 6, 8], verifier.Calls.Select(call => call.Resume.Count));
    }

    [Fact]
    public async Task A_verifier_that_breaks_is_followed_by_another()
    {
        var fail = Behaviour.FailAfter(4, StatusCode.Unavailable);
        await using var one = await ScriptedNode.StartAsync(NodeRole.Verifier, "verifier-1", fail, fail);
        await using var two = await ScriptedNode.StartAsync(NodeRole.Verifier, "verifier-2", fail, fail);
        await using var gateway = await TestGateway.StartAsync(one, two);

        await AssertWholeAsync(gateway);

        // The one that failed is set aside: the other comes next.
        var (first, second) = one.Calls[0].Resume.Count == 0 ? (one, two) : (two, one);
        AssertResumes(first.Calls[0], second.Calls[0], fail);
    }

    [Fact]
    public async Task A_whole_answer_survives_too_with_its_usage()
    {
        await using var verifier = await ScriptedNode.StartAsync(NodeRole.Verifier, "verifier-1");
        await using var draft = await ScriptedNode.StartAsync(NodeRole.Draft, "draft-1", Behaviour.FailAfter(4, StatusCode.Unavailable));
        await using var gateway = await TestGateway.StartAsync(verifier, draft);

        var (_, body) = await gateway.PostAsync(Path, """{"messages":[{"role":"user","content":"Hi"}]}""");

        Assert.Equal(Answer.Text, body.GetProperty("choices")[0].GetProperty("message").GetProperty("content").GetString());
        var usage = body.GetProperty("usage");
        Assert.Equal((3, 9), (usage.GetProperty("prompt_tokens").GetInt32(), usage.GetProperty("completion_tokens").GetInt32()));
        Assert.Equal(4, usage.GetProperty("completion_tokens_details").GetProperty("accepted_prediction_tokens").GetInt32());
    }

    [Fact]
    public async Task A_draft_whose_vocabulary_does_not_fit_is_not_asked()
    {
        await using var verifier = await ScriptedNode.StartAsync(NodeRole.Verifier, "verifier-1");
        await using var draft = await ScriptedNode.StartAsync(
            NodeRole.Draft, "draft-1", info => info.Vocabulary.TailHashes[0] = 99);
        await using var gateway = await TestGateway.StartAsync(verifier, draft);

        await AssertWholeAsync(gateway);

        Assert.Empty(draft.Calls);
    }

    [Fact]
    public async Task The_next_request_goes_to_a_draft_again()
    {
        await using var verifier = await ScriptedNode.StartAsync(NodeRole.Verifier, "verifier-1");
        await using var draft = await ScriptedNode.StartAsync(NodeRole.Draft, "draft-1", Behaviour.Refuse(StatusCode.FailedPrecondition));
        await using var gateway = await TestGateway.StartAsync(verifier, draft);

        await AssertWholeAsync(gateway);
        await AssertWholeAsync(gateway);

        Assert.Equal(2, draft.Calls.Count);
        Assert.Single(verifier.Calls);
    }

    [Fact]
    public async Task A_request_that_breaks_every_node_is_given_up()
    {
        await using var verifier = await ScriptedNode.StartAsync(
            NodeRole.Verifier, "verifier-1", [.. Enumerable.Repeat(Behaviour.FailAfter(0, StatusCode.Internal), 100)]);
        await using var gateway = await TestGateway.StartAsync([verifier], ("Gateway:OpenPatience", "00:00:20"), ("Gateway:MaxReplays", "2"));

        var (response, body) = await gateway.PostAsync(Path, """{"messages":[{"role":"user","content":"Hi"}]}""");

        Assert.Equal(503, (int)response.StatusCode);
        Assert.Contains("nodes that answer failed", body.GetProperty("error").GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.Equal(3, verifier.Calls.Count);
    }

    private static async Task AssertWholeAsync(TestGateway gateway) => AssertWhole(await gateway.StreamAsync(Path, StreamRequest));

    private static void AssertWhole(IReadOnlyList<ServerEvent> events)
    {
        Assert.Equal("[DONE]", events[^1].Data);
        Assert.Equal(Answer.Text, EventStreamParser.TextOf(events));
        Assert.Equal("stop", events[^3].Json.GetProperty("choices")[0].GetProperty("finish_reason").GetString());
        Assert.Equal(Answer.Tokens, events[^2].Json.GetProperty("usage").GetProperty("completion_tokens").GetInt32());
    }

    private static void AssertResumes(Generation broken, Generation next, Behaviour behaviour)
    {
        // A broken connection loses what is on its way; what did arrive is not asked for again.
        var most = behaviour.Tokens!.Value;
        Assert.InRange(next.Resume.Count, behaviour.End == BehaviourEnd.Die ? 0 : most, most);
        Assert.Equal(Enumerable.Range(1, next.Resume.Count), next.Resume);
        var same = next.Clone();
        same.Resume.Clear();
        Assert.Equal(broken, same);
    }
}
