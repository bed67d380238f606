using System.Net;
using Grpc.Core;
using SpecMesh.Gateway.Tests.Support;
using SpecMesh.V1;

namespace SpecMesh.Gateway.Tests.Generations;

/// <summary>Nobody can answer: the client is told, before the first token by a status, after it by an error event.</summary>
public sealed class UnavailableTests
{
    private const string Path = "/v1/chat/completions";
    private const string Request = """{"messages":[{"role":"user","content":"Hi"}]}""";
    private const string StreamRequest = """{"messages":[{"role":"user","content":"Hi"}],"stream":true}""";

    [Theory]
    [InlineData(Request)]
    [InlineData(StreamRequest)]
    public async Task Without_a_verifier_the_answer_is_503(string request)
    {
        await using var gateway = await TestGateway.StartAsync();

        var (response, body) = await gateway.PostAsync(Path, request);

        await AssertRefusedAsync(response, HttpStatusCode.ServiceUnavailable);
        Assert.Equal("service_unavailable", body.GetProperty("error").GetProperty("code").GetString());
        Assert.Contains("No verifier", body.GetProperty("error").GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Request)]
    [InlineData(StreamRequest)]
    public async Task A_model_whose_verifier_is_gone_is_503_and_not_unknown(string request)
    {
        await using var verifier = await ScriptedNode.StartAsync(NodeRole.Verifier, "verifier-1");
        await using var gateway = await TestGateway.StartAsync(verifier);
        await verifier.Node.KillAsync();
        await gateway.UntilReadyAsync(NodeRole.Verifier, 0);

        var (response, _) = await gateway.PostAsync(Path, request.Replace("{\"messages", "{\"model\":\"tiny\",\"messages", StringComparison.Ordinal));

        await AssertRefusedAsync(response, HttpStatusCode.ServiceUnavailable);
    }

    [Theory]
    [InlineData(Request)]
    [InlineData(StreamRequest)]
    public async Task When_all_are_busy_the_answer_is_429(string request)
    {
        await using var verifier = await ScriptedNode.StartAsync(
            NodeRole.Verifier, "verifier-1", [.. Enumerable.Repeat(Behaviour.Refuse(StatusCode.ResourceExhausted), 100)]);
        await using var gateway = await TestGateway.StartAsync(verifier);

        var (response, body) = await gateway.PostAsync(Path, request);

        await AssertRefusedAsync(response, HttpStatusCode.TooManyRequests);
        Assert.Equal("rate_limit_exceeded", body.GetProperty("error").GetProperty("code").GetString());
    }

    [Fact]
    public async Task After_the_first_token_a_stream_ends_with_an_error_event_and_nothing_that_looks_whole()
    {
        await using var verifier = await ScriptedNode.StartAsync(
            NodeRole.Verifier, "verifier-1", [Behaviour.FailAfter(4, StatusCode.Unavailable), .. Enumerable.Repeat(Behaviour.Refuse(StatusCode.Unavailable), 100)]);
        await using var gateway = await TestGateway.StartAsync(verifier);

        var events = await gateway.StreamAsync(Path, StreamRequest);

        Assert.Equal("error", events[^1].Name);
        Assert.Equal("service_unavailable", events[^1].Json.GetProperty("error").GetProperty("code").GetString());
        Assert.All(events.SkipLast(1), item => Assert.Null(item.Json.GetProperty("choices")[0].GetProperty("finish_reason").GetString()));
    }

    [Fact]
    public async Task After_the_first_token_a_whole_answer_is_503()
    {
        await using var verifier = await ScriptedNode.StartAsync(
            NodeRole.Verifier, "verifier-1", [Behaviour.FailAfter(4, StatusCode.Unavailable), .. Enumerable.Repeat(Behaviour.Refuse(StatusCode.Unavailable), 100)]);
        await using var gateway = await TestGateway.StartAsync(verifier);

        var (response, _) = await gateway.PostAsync(Path, Request);

        await AssertRefusedAsync(response, HttpStatusCode.ServiceUnavailable);
    }

    [Fact]
    public async Task A_verifier_that_comes_back_in_time_goes_on_with_the_answer()
    {
        var verifier = await ScriptedNode.StartAsync(NodeRole.Verifier, "verifier-1", Behaviour.HangAfter(4));
        await using var gateway = await TestGateway.StartAsync([verifier], ("Gateway:ReplayPatience", "00:00:30"));
        var port = verifier.Node.Address.Port;

        using var stream = await gateway.OpenStreamAsync(Path, StreamRequest);
        await stream.ReadTextAsync(string.Concat(Answer.Texts.Take(4)));
        await verifier.DisposeAsync();
        await gateway.UntilReadyAsync(NodeRole.Verifier, 0);
        await using var successor = await ScriptedNode.StartAsync(NodeRole.Verifier, "verifier-1b", port);

        var events = await stream.ReadToEndAsync();
        Assert.Equal("[DONE]", events[^1].Data);
        Assert.Equal(Answer.Text, EventStreamParser.TextOf(events));
        Assert.Equal([1, 2, 3, 4], Assert.Single(successor.Calls).Resume);
    }

    private static async Task AssertRefusedAsync(HttpResponseMessage response, HttpStatusCode status)
    {
        Assert.Equal(status, response.StatusCode);
        Assert.InRange(response.Headers.RetryAfter!.Delta!.Value.TotalSeconds, 1, 10);
        Assert.Equal("application/json", response.Content.Headers.ContentType!.MediaType);
        Assert.NotEmpty(await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
    }
}
