using System.Text.Json;
using Grpc.Core;
using SpecMesh.Gateway.Tests.Support;
using SpecMesh.Tests.Support;
using SpecMesh.V1;

namespace SpecMesh.Gateway.Tests.Generations;

/// <summary>Whatever ends a stream before its time is said in it: never a silent end.</summary>
public sealed class BrokenStreamTests
{
    private const string Path = "/v1/chat/completions";
    private const string Request = """{"messages":[{"role":"user","content":"Hi"}],"stream":true}""";
    private readonly CancellationToken _limit = Limit.Start();

    [Fact]
    public async Task A_shutdown_that_cannot_wait_any_longer()
    {
        await using var verifier = await ScriptedNode.StartAsync(NodeRole.Verifier, "verifier-1", Behaviour.HangAfter(4));
        await using var gateway = await TestGateway.StartAsync([verifier], ("Node:DrainTimeout", "00:00:00.100"));
        using var stream = await gateway.OpenStreamAsync(Path, Request);
        await verifier.Hanging.WaitAsync(_limit);

        var stopping = gateway.StopAsync();

        AssertEnd(await stream.ReadToEndAsync(), "service_unavailable");
        await stopping.WaitAsync(_limit);
    }

    [Fact]
    public async Task Every_verifier_full_when_an_answer_is_to_go_on()
    {
        await using var verifier = await ScriptedNode.StartAsync(
            NodeRole.Verifier,
            "verifier-1",
            [Behaviour.FailAfter(4, StatusCode.Unavailable), .. Enumerable.Repeat(Behaviour.Refuse(StatusCode.ResourceExhausted), 100)]);
        await using var gateway = await TestGateway.StartAsync([verifier], ("Gateway:ReplayPatience", "00:00:00.300"));

        AssertEnd(await gateway.StreamAsync(Path, Request), "rate_limit_exceeded");
    }

    private static void AssertEnd(IReadOnlyList<ServerEvent> events, string code)
    {
        Assert.Equal("error", events[^1].Name);
        Assert.Equal(code, events[^1].Json.GetProperty("error").GetProperty("code").GetString());
        Assert.NotEmpty(EventStreamParser.TextOf(events));
        Assert.All(events.SkipLast(1), item => Assert.Equal(JsonValueKind.Null, item.Json.GetProperty("choices")[0].GetProperty("finish_reason").ValueKind));
    }
}
