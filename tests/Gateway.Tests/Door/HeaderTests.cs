using SpecMesh.Gateway.Tests.Support;
using SpecMesh.Tests.Support;

namespace SpecMesh.Gateway.Tests.Door;

/// <summary>Headers that every answer has, errors too.</summary>
public sealed class HeaderTests : IAsyncLifetime
{
    private readonly CancellationToken _limit = Limit.Start();
    private TestGateway _gateway = null!;

    public async ValueTask InitializeAsync() => _gateway = await TestGateway.StartAsync();

    public ValueTask DisposeAsync() => _gateway.DisposeAsync();

    [Theory]
    [InlineData("/")]
    [InlineData("/v1/models")]
    [InlineData("/v1/models/none")]
    [InlineData("/nowhere")]
    public async Task Browsers_are_told_to_be_careful(string path)
    {
        using var response = await _gateway.Http.GetAsync(new Uri(path, UriKind.Relative), _limit);
        Assert.Equal("nosniff", Header(response, "X-Content-Type-Options"));
        Assert.Equal("no-referrer", Header(response, "Referrer-Policy"));
        var policy = Header(response, "Content-Security-Policy").Split("; ");
        Assert.Contains("frame-ancestors 'none'", policy);
        Assert.Contains("script-src 'self'", policy);
    }

    [Theory]
    [InlineData("my-id.1:2/3_4+5=", true)]
    [InlineData("ten%20", false)]
    [InlineData("a b", false)]
    [InlineData("", false)]
    public async Task A_client_may_name_its_request_sensibly(string id, bool isKept)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri("/nowhere", UriKind.Relative));
        request.Headers.TryAddWithoutValidation("x-request-id", id);
        using var response = await _gateway.Http.SendAsync(request, _limit);
        Assert.Equal(isKept, Header(response, "x-request-id") == id);
        Assert.NotEmpty(Header(response, "x-request-id"));
    }

    [Fact]
    public async Task Not_at_any_length()
    {
        _gateway.Http.DefaultRequestHeaders.Add("x-request-id", new string('x', 129));
        using var response = await _gateway.Http.GetAsync(new Uri("/", UriKind.Relative), _limit);
        Assert.StartsWith("req_", Header(response, "x-request-id"), StringComparison.Ordinal);
    }

    private static string Header(HttpResponseMessage response, string name) => Assert.Single(response.Headers.GetValues(name));
}
