using System.Text;
using SpecMesh.Gateway.Tests.Support;
using SpecMesh.Tests.Support;
using SpecMesh.V1;

namespace SpecMesh.Gateway.Tests.Generations;

/// <summary>A client that leaves frees its nodes at once.</summary>
public sealed class DisconnectTests
{
    private readonly CancellationToken _limit = Limit.Start();

    [Theory]
    [InlineData(NodeRole.Draft, true, 4)]
    [InlineData(NodeRole.Draft, false, 4)]
    [InlineData(NodeRole.Draft, true, 0)]
    [InlineData(NodeRole.Verifier, true, 4)]
    [InlineData(NodeRole.Verifier, false, 0)]
    public async Task Leaving_cancels_the_call(NodeRole role, bool stream, int tokens)
    {
        var hang = Behaviour.HangAfter(tokens);
        await using var verifier = await ScriptedNode.StartAsync(NodeRole.Verifier, "verifier-1", hang);
        await using var draft = await ScriptedNode.StartAsync(NodeRole.Draft, "draft-1", hang);
        await using var gateway = await TestGateway.StartAsync(verifier, draft);
        var node = role == NodeRole.Draft ? draft : verifier;
        using var client = CancellationTokenSource.CreateLinkedTokenSource(_limit);
        var (streamed, speculating) = (stream ? "true" : "false", role == NodeRole.Draft ? "true" : "false");
        var json = $$$"""
            {"messages":[{"role":"user","content":"Hi"}],"stream":{{{streamed}}},"speculation":{"enabled":{{{speculating}}}}}
            """;
        using var content = new StringContent(json, Encoding.UTF8, "application/json");
        var answering = gateway.Http.PostAsync(new Uri("/v1/chat/completions", UriKind.Relative), content, client.Token);
        await node.Hanging.WaitAsync(_limit);

        await client.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => answering);
        await node.Cancelled.WaitAsync(_limit);
        Assert.Single(node.Calls);
        Assert.Empty((role == NodeRole.Draft ? verifier : draft).Calls);
    }
}
