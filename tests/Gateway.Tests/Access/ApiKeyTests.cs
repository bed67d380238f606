using System.Net;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using SpecMesh.Gateway.Access;
using SpecMesh.Gateway.Tests.Support;
using SpecMesh.Tests.Support;

namespace SpecMesh.Gateway.Tests.Access;

/// <summary>A gateway with keys answers those who have one.</summary>
public sealed class ApiKeyTests() : ScriptedMeshTests(settings: ("Gateway:ApiKeys:alice:Hash", KeyHash.Write(KeyHash.Of(Key))))
{
    private const string Key = "specmesh-a-key-that-only-alice-has";
    private const string Request = """{"prompt":"Hi"}""";
    private readonly CancellationToken _limit = Limit.Start();

    [Theory]
    [InlineData("Authorization", "Bearer " + Key)]
    [InlineData("Authorization", "bearer " + Key)]
    [InlineData("x-api-key", Key)]
    public async Task A_key_opens_in_either_header(string header, string value)
    {
        Gateway.Http.DefaultRequestHeaders.Add(header, value);
        var (response, _) = await Gateway.PostAsync("/v1/completions", Request);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Theory]
    [InlineData("Authorization", "Bearer specmesh-another")]
    [InlineData("Authorization", "Bearer ")]
    [InlineData("Authorization", "Bearer " + Key + "x")]
    [InlineData("x-api-key", "specmesh-another")]
    [InlineData("Authorization", "Basic YTpi")]
    [InlineData("x-nothing", "x")]
    public async Task Anything_else_is_refused_and_reaches_no_node(string header, string value)
    {
        Gateway.Http.DefaultRequestHeaders.TryAddWithoutValidation(header, value);

        var (response, body) = await Gateway.PostAsync("/v1/completions", Request);

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        Assert.Equal("Bearer", Assert.Single(response.Headers.WwwAuthenticate).Scheme);
        Assert.Equal("invalid_api_key", body.GetProperty("error").GetProperty("code").GetString());
        Assert.Equal("invalid_request_error", body.GetProperty("error").GetProperty("type").GetString());
        Assert.Empty(Verifier.Calls);
    }

    [Fact]
    public async Task Anthropic_s_clients_are_told_in_their_own_words()
    {
        var (response, body) = await Gateway.PostAsync("/v1/messages", """{"messages":[{"role":"user","content":"Hi"}],"max_tokens":9}""");
        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        Assert.Equal("error", body.GetProperty("type").GetString());
        Assert.Equal("authentication_error", body.GetProperty("error").GetProperty("type").GetString());
    }

    [Fact]
    public async Task An_error_never_repeats_a_key()
    {
        Gateway.Http.DefaultRequestHeaders.Add("x-api-key", "secret-but-wrong");
        var (_, body) = await Gateway.PostAsync("/v1/completions", Request);
        Assert.DoesNotContain("secret", body.GetRawText(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/health")]
    [InlineData("/alive")]
    [InlineData("/")]
    [InlineData("/openapi/v1.json")]
    [InlineData("/reference")]
    public async Task What_everyone_may_see_needs_none(string path)
    {
        using var response = await Gateway.Http.GetAsync(new Uri(path, UriKind.Relative), _limit);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Theory]
    [InlineData("/metrics")]
    [InlineData("/v1/models")]
    [InlineData("/no/such/page")]
    public async Task Everything_else_does(string path)
    {
        using var response = await Gateway.Http.GetAsync(new Uri(path, UriKind.Relative), _limit);
        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
    }

    /// <summary>So that an endpoint that is added is behind the door unless it says otherwise, and nobody says so for an API.</summary>
    [Fact]
    public async Task No_endpoint_that_is_posted_to_is_open()
    {
        var endpoints = Gateway.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Where(endpoint => endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods.Contains("POST") == true)
            .ToList();
        Assert.NotEmpty(endpoints);
        foreach (var endpoint in endpoints)
        {
            Assert.Null(endpoint.Metadata.GetMetadata<IAllowAnonymous>());
            var (response, _) = await Gateway.PostAsync("/" + endpoint.RoutePattern.RawText!.TrimStart('/'), "{}");
            Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        }
    }

    [Fact]
    public async Task Without_keys_everyone_may_call()
    {
        await using var gateway = await TestGateway.StartAsync(Verifier);
        var (response, _) = await gateway.PostAsync("/v1/completions", Request);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Theory]
    [InlineData("http://127.0.0.1:0", "Information: No API key is set")]
    [InlineData("http://0.0.0.0:0", "Warning: No API key is set")]
    public async Task An_open_gateway_says_so_and_warns_where_others_can_reach_it(string url, string line)
    {
        var log = new LogLines();
        await using var gateway = await TestGateway.StartAsync([Verifier], log.AddTo, ("Kestrel:Endpoints:Http:Url", url));
        await log.WaitForAsync(line, _limit);
    }
}
