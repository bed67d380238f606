using System.Net;
using Microsoft.Extensions.Options;
using SpecMesh.Gateway.Access;
using SpecMesh.Gateway.Tests.Support;
using SpecMesh.Tests.Support;

namespace SpecMesh.Gateway.Tests.Door;

/// <summary>What browsers are told about pages of other origins.</summary>
public sealed class CorsTests
{
    private const string Allowed = "Access-Control-Allow-Origin";
    private readonly CancellationToken _limit = Limit.Start();

    [Theory]
    [InlineData("https://chat.example.com, http://localhost:3000", "http://localhost:3000", "http://localhost:3000")]
    [InlineData("https://chat.example.com", "https://evil.example.com", null)]
    [InlineData("*", "https://anything.example.com", "*")]
    [InlineData("", "https://chat.example.com", null)]
    public async Task A_page_may_read_answers_if_its_origin_is_listed(string origins, string origin, string? expected)
    {
        await using var gateway = await TestGateway.StartAsync([], ("Gateway:Cors:Origins", origins));

        using var response = await SendAsync(gateway, HttpMethod.Get, origin);

        Assert.Equal(expected, ValueOf(response, Allowed));
        Assert.Null(ValueOf(response, "Access-Control-Allow-Credentials"));
        if (expected is not null)
        {
            var exposed = ValueOf(response, "Access-Control-Expose-Headers")!;
            Assert.All(["x-request-id", "x-ratelimit-remaining-tokens", "X-SpecMesh-Draft"], name => Assert.Contains(name, exposed, StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task Browsers_ask_first_without_a_key_and_errors_can_be_read_too()
    {
        await using var gateway = await TestGateway.StartAsync(
            [], ("Gateway:Cors:Origins", "https://chat.example.com"), ("Gateway:ApiKeys:alice:Hash", KeyHash.Write(KeyHash.Of("a"))));

        using var asked = await SendAsync(gateway, HttpMethod.Options, "https://chat.example.com");
        Assert.Equal(HttpStatusCode.NoContent, asked.StatusCode);
        Assert.Equal("https://chat.example.com", ValueOf(asked, Allowed));
        Assert.Contains("authorization", ValueOf(asked, "Access-Control-Allow-Headers"), StringComparison.OrdinalIgnoreCase);

        using var refused = await SendAsync(gateway, HttpMethod.Get, "https://chat.example.com");
        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
        Assert.Equal("https://chat.example.com", ValueOf(refused, Allowed));
    }

    [Theory]
    [InlineData("chat.example.com", "'chat.example.com'")]
    [InlineData("https://chat.example.com/", "without a slash at the end")]
    [InlineData("https://chat.example.com/page", "without a path")]
    [InlineData("*, https://chat.example.com", "* among others")]
    public async Task What_is_no_origin_stops_the_gateway_at_start(string origins, string problem)
    {
        var failure = await Assert.ThrowsAsync<OptionsValidationException>(() => TestGateway.StartAsync([], ("Gateway:Cors:Origins", origins)));
        Assert.Contains(problem, Assert.Single(failure.Failures), StringComparison.Ordinal);
    }

    private async Task<HttpResponseMessage> SendAsync(TestGateway gateway, HttpMethod method, string origin)
    {
        using var request = new HttpRequestMessage(method, new Uri("/v1/models", UriKind.Relative));
        request.Headers.Add("Origin", origin);
        if (method == HttpMethod.Options)
        {
            request.Headers.Add("Access-Control-Request-Method", "GET");
            request.Headers.Add("Access-Control-Request-Headers", "authorization");
        }

        return await gateway.Http.SendAsync(request, _limit);
    }

    private static string? ValueOf(HttpResponseMessage response, string header) =>
        response.Headers.TryGetValues(header, out var values) ? string.Join(',', values) : null;
}
