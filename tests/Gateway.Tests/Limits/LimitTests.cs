using System.ClientModel;
using System.ClientModel.Primitives;
using System.Net;
using OpenAI;
using OpenAI.Chat;
using SpecMesh.Gateway.Access;
using SpecMesh.Gateway.Tests.Support;
using SpecMesh.Tests.Support;
using SpecMesh.V1;

namespace SpecMesh.Gateway.Tests.Limits;

/// <summary>What each key may do, seen by its holder.</summary>
public sealed class LimitTests : IAsyncLifetime
{
    private const string Path = "/v1/completions";
    private const string Request = """{"prompt":"Hi"}""";
    private readonly CancellationToken _limit = Limit.Start();
    private ScriptedNode _verifier = null!;

    public async ValueTask InitializeAsync() => _verifier = await ScriptedNode.StartAsync(NodeRole.Verifier, "verifier-1");

    public async ValueTask DisposeAsync() => await _verifier.DisposeAsync();

    [Fact]
    public async Task Requests_per_minute()
    {
        await using var gateway = await TestGateway.StartAsync([_verifier], ("Gateway:Limits:RequestsPerMinute", "2"));

        var (first, _) = await gateway.PostAsync(Path, Request);
        Assert.Equal("2", Header(first, "x-ratelimit-limit-requests"));
        Assert.Equal("1", Header(first, "x-ratelimit-remaining-requests"));
        Assert.EndsWith("s", Header(first, "x-ratelimit-reset-requests"), StringComparison.Ordinal);
        Assert.False(first.Headers.Contains("x-ratelimit-limit-tokens"));
        Assert.Equal(HttpStatusCode.OK, (await gateway.PostAsync(Path, Request)).Response.StatusCode);

        var (refused, body) = await gateway.PostAsync(Path, Request);
        Assert.Equal(HttpStatusCode.TooManyRequests, refused.StatusCode);
        Assert.Equal("rate_limit_exceeded", body.GetProperty("error").GetProperty("code").GetString());
        Assert.Equal("requests", body.GetProperty("error").GetProperty("type").GetString());
        Assert.Contains("2 requests per minute", body.GetProperty("error").GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.InRange(refused.Headers.RetryAfter!.Delta!.Value.TotalSeconds, 1, 30);
        Assert.Equal("0", Header(refused, "x-ratelimit-remaining-requests"));
        Assert.Equal(2, _verifier.Calls.Count);

        // Who only watches is never turned away.
        foreach (var path in new[] { "/health", "/mesh" })
            Assert.Equal(HttpStatusCode.OK, (await gateway.GetAsync(path)).Response.StatusCode);
    }

    [Theory]
    [InlineData("""{"prompt":"Hi"}""")]
    [InlineData("""{"prompt":"Hi","stream":true}""")]
    public async Task Tokens_per_minute_count_what_an_answer_really_had(string request)
    {
        // An answer has 3 prompt tokens and 9 of its own: two overdraw the bucket, and both are whole.
        await using var gateway = await TestGateway.StartAsync([_verifier], ("Gateway:Limits:TokensPerMinute", "20"));
        await AnswerAsync();
        await AnswerAsync();

        var (refused, body) = await gateway.PostAsync(Path, Request);

        Assert.Equal(HttpStatusCode.TooManyRequests, refused.StatusCode);
        Assert.Equal("tokens", body.GetProperty("error").GetProperty("type").GetString());
        Assert.Equal("20", Header(refused, "x-ratelimit-limit-tokens"));
        Assert.Equal("0", Header(refused, "x-ratelimit-remaining-tokens"));
        // At least 4 tokens too many, and one that must be there, at 20 a minute.
        Assert.InRange(refused.Headers.RetryAfter!.Delta!.Value.TotalSeconds, 5, 16);

        async Task AnswerAsync()
        {
            using var content = new StringContent(request);
            using var response = await gateway.Http.PostAsync(new Uri(Path, UriKind.Relative), content, _limit);
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        }
    }

    [Fact]
    public async Task Requests_at_the_same_time()
    {
        await using var verifier = await ScriptedNode.StartAsync(NodeRole.Verifier, "verifier-1", Behaviour.HangAfter(4));
        await using var gateway = await TestGateway.StartAsync([verifier], ("Gateway:Limits:Concurrency", "1"));
        using (var running = await gateway.OpenStreamAsync("/v1/chat/completions", """{"messages":[{"role":"user","content":"Hi"}],"stream":true}"""))
        {
            await verifier.Hanging.WaitAsync(_limit);
            var (refused, body) = await gateway.PostAsync(Path, Request);
            Assert.Equal(HttpStatusCode.TooManyRequests, refused.StatusCode);
            Assert.Contains("1 requests at the same time", body.GetProperty("error").GetProperty("message").GetString(), StringComparison.Ordinal);
        }

        // Its place is free once the gateway has seen the client go.
        await verifier.Cancelled.WaitAsync(_limit);
        HttpStatusCode status;
        do
        {
            status = (await gateway.PostAsync(Path, Request)).Response.StatusCode;
            _limit.ThrowIfCancellationRequested();
        }
        while (status == HttpStatusCode.TooManyRequests);
        Assert.Equal(HttpStatusCode.OK, status);
    }

    [Fact]
    public async Task Each_key_has_its_own()
    {
        await using var gateway = await TestGateway.StartAsync(
            [_verifier],
            ("Gateway:Limits:RequestsPerMinute", "1"),
            ("Gateway:ApiKeys:alice:Hash", KeyHash.Write(KeyHash.Of("a"))),
            ("Gateway:ApiKeys:bob:Hash", KeyHash.Write(KeyHash.Of("b"))),
            ("Gateway:ApiKeys:carol:Hash", KeyHash.Write(KeyHash.Of("c"))),
            ("Gateway:ApiKeys:carol:RequestsPerMinute", "0"));

        Assert.Equal("200, 429", await TwiceAsync(gateway, "a"));
        Assert.Equal("200, 429", await TwiceAsync(gateway, "b"));
        Assert.Equal("200, 200", await TwiceAsync(gateway, "c"));
    }

    [Fact]
    public async Task OpenAI_s_client_sees_status_and_sentence()
    {
        await using var gateway = await TestGateway.StartAsync(
            [_verifier], ("Gateway:ApiKeys:alice:Hash", KeyHash.Write(KeyHash.Of("a"))), ("Gateway:Limits:RequestsPerMinute", "1"));

        var unknown = await Assert.ThrowsAsync<ClientResultException>(() => ChatAsync(gateway, "z"));
        Assert.Equal(401, unknown.Status);
        Assert.Contains("invalid_api_key", unknown.Message, StringComparison.Ordinal);

        Assert.Equal(Answer.Text, (await ChatAsync(gateway, "a")).Value.Content[0].Text);
        var limited = await Assert.ThrowsAsync<ClientResultException>(() => ChatAsync(gateway, "a"));
        Assert.Equal(429, limited.Status);
        Assert.Contains("rate_limit_exceeded", limited.Message, StringComparison.Ordinal);
        Assert.True(limited.GetRawResponse()!.Headers.TryGetValue("Retry-After", out var wait));
        Assert.NotEqual("0", wait);
    }

    [Theory]
    [InlineData("""{"messages":[{"role":"user","content":"Hi"}]}""", 20)]
    [InlineData("""{"messages":[{"role":"user","content":"Hi"}],"max_tokens":5}""", 5)]
    [InlineData("""{"messages":[{"role":"user","content":"Hi"}],"max_completion_tokens":20}""", 20)]
    public async Task An_answer_has_at_most_so_many_tokens(string request, int expected)
    {
        await using var gateway = await TestGateway.StartAsync([_verifier], ("Gateway:MaxTokens", "20"));
        var (response, _) = await gateway.PostAsync("/v1/chat/completions", request);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(expected, Assert.Single(_verifier.Calls).MaxTokens);
    }

    [Theory]
    [InlineData("""{"prompt":"Hi","max_tokens":21}""", "max_tokens")]
    [InlineData("""{"messages":[{"role":"user","content":"Hi"}],"min_tokens":21}""", "min_tokens")]
    public async Task Who_asks_for_more_is_told(string request, string field)
    {
        await using var gateway = await TestGateway.StartAsync([_verifier], ("Gateway:MaxTokens", "20"));
        var (response, body) = await gateway.PostAsync(field == "max_tokens" ? Path : "/v1/chat/completions", request);
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal(field, body.GetProperty("error").GetProperty("param").GetString());
        Assert.Contains("at most 20", body.GetProperty("error").GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.Empty(_verifier.Calls);
    }

    private async Task<string> TwiceAsync(TestGateway gateway, string key)
    {
        var statuses = new int[2];
        for (var i = 0; i < 2; i++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(Path, UriKind.Relative)) { Content = new StringContent(Request) };
            request.Headers.Add("x-api-key", key);
            using var response = await gateway.Http.SendAsync(request, _limit);
            statuses[i] = (int)response.StatusCode;
        }

        return string.Join(", ", statuses);
    }

    private Task<ClientResult<ChatCompletion>> ChatAsync(TestGateway gateway, string key) =>
        new ChatClient("tiny", new ApiKeyCredential(key), new OpenAIClientOptions
        {
            Endpoint = new Uri(gateway.Address, "/v1"),
            RetryPolicy = new ClientRetryPolicy(maxRetries: 0),
        }).CompleteChatAsync([new UserChatMessage("Hi")], cancellationToken: _limit);

    private static string Header(HttpResponseMessage response, string name) => Assert.Single(response.Headers.GetValues(name));
}
