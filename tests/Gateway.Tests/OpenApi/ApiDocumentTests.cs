using System.Net;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.OpenApi;
using SpecMesh.Gateway.Tests.Support;
using SpecMesh.Tests.Support;
using SpecMesh.V1;

namespace SpecMesh.Gateway.Tests.OpenApi;

/// <summary>The OpenAPI document says the truth about the gateway that serves it.</summary>
public sealed class ApiDocumentTests : IAsyncLifetime
{
    private readonly CancellationToken _limit = Limit.Start();
    private ScriptedNode _verifier = null!;
    private TestGateway _gateway = null!;
    private DocumentedApi _api = null!;

    public async ValueTask InitializeAsync()
    {
        _verifier = await ScriptedNode.StartAsync(NodeRole.Verifier, "verifier-1");
        _gateway = await TestGateway.StartAsync(_verifier);
        _api = new DocumentedApi(await _gateway.Http.GetStringAsync(new Uri("/openapi/v1.json", UriKind.Relative), _limit));
    }

    public async ValueTask DisposeAsync()
    {
        await _gateway.DisposeAsync();
        await _verifier.DisposeAsync();
    }

    [Fact]
    public void It_is_valid()
    {
        var read = OpenApiDocument.Parse(_api.Text, "json");
        Assert.Empty(read.Diagnostic!.Errors);
        Assert.Empty(read.Diagnostic.Warnings);
        Assert.Equal(OpenApiSpecVersion.OpenApi3_1, read.Diagnostic.SpecificationVersion);
    }

    [Fact]
    public void It_has_every_route()
    {
        var documented = _api.Operations.Select(operation => (operation.Method, operation.Path)).ToList();
        foreach (var endpoint in _gateway.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>())
        {
            if (endpoint.Metadata.GetMetadata<IExcludeFromDescriptionMetadata>()?.ExcludeFromDescription == true)
                continue;
            var path = "/" + endpoint.RoutePattern.RawText!.TrimStart('/').Replace("**", "", StringComparison.Ordinal);
            foreach (var method in endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? ["GET"])
                Assert.Contains((method, path), documented);
        }
    }

    [Fact]
    public async Task Every_example_is_answered_as_documented()
    {
        foreach (var operation in _api.Operations.Where(operation => operation.Method == "POST"))
        {
            Assert.NotEmpty(operation.Examples);
            foreach (var (name, body) in operation.Examples)
            {
                Assert.Empty(operation.ProblemsOfRequest(body));
                if (body["stream"]?.GetValue<bool>() == true)
                {
                    foreach (var item in await _gateway.StreamAsync(operation.Path, body.ToJsonString()))
                    {
                        if (item.Data != "[DONE]")
                            Assert.Empty(operation.ProblemsOfAnswer("200", "text/event-stream", item.Data));
                    }

                    continue;
                }

                var (response, answer) = await _gateway.PostAsync(operation.Path, body.ToJsonString());
                Assert.True(response.StatusCode == HttpStatusCode.OK, $"{operation.Path} {name}: {answer}");
                Assert.Empty(operation.ProblemsOfAnswer("200", "application/json", answer.GetRawText()));
            }
        }
    }

    [Theory]
    [InlineData("/v1/models", "/v1/models", "200")]
    [InlineData("/v1/models/tiny", "/v1/models/{id}", "200")]
    [InlineData("/v1/models/none", "/v1/models/{id}", "404")]
    [InlineData("/mesh", "/mesh", "200")]
    [InlineData("/health", "/health", "200")]
    [InlineData("/alive", "/alive", "200")]
    public async Task Pages_are_as_documented(string path, string documented, string status)
    {
        var (response, answer) = await _gateway.GetAsync(path);
        Assert.Equal(status, $"{(int)response.StatusCode}");
        Assert.Empty(_api.Operation("GET", documented).ProblemsOfAnswer(status, "application/json", answer.GetRawText()));
    }

    /// <summary>A field that the document has and the gateway does not read would pass unseen with any value.</summary>
    [Fact]
    public async Task Every_documented_field_is_read()
    {
        foreach (var operation in _api.Operations.Where(operation => operation.Method == "POST"))
        {
            foreach (var field in operation.RequestFields)
            {
                var wrong = operation.WrongValueOf(field);
                var answer = await RefusalAsync(operation, field, wrong);
                Assert.Contains($"'{field}", answer["error"]!["message"]!.GetValue<string>(), StringComparison.Ordinal);
                Assert.Empty(operation.ProblemsOfAnswer("400", "application/json", answer.ToJsonString()));
            }
        }
    }

    [Fact]
    public async Task Every_documented_range_is_the_gateway_s()
    {
        var ranges = 0;
        foreach (var operation in _api.Operations.Where(operation => operation.Method == "POST"))
        {
            foreach (var (field, beyond) in operation.ValuesBeyondRanges)
            {
                ranges++;
                Assert.Contains($"'{field}'", (await RefusalAsync(operation, field, beyond))["error"]!["message"]!.GetValue<string>(), StringComparison.Ordinal);
            }
        }

        Assert.InRange(ranges, 30, 200);
    }

    [Fact]
    public async Task The_reference_page_needs_nothing_from_elsewhere()
    {
        using var response = await _gateway.Http.GetAsync(new Uri("/reference", UriKind.Relative), _limit);
        var page = await response.Content.ReadAsStringAsync(_limit);

        Assert.DoesNotContain("https://", page, StringComparison.Ordinal);
        Assert.Contains("openapi/v1.json", page, StringComparison.Ordinal);
        var sources = page.Split("src=\"").Skip(1).Select(rest => rest.Split('"')[0]).ToList();
        Assert.NotEmpty(sources);
        foreach (var source in sources)
        {
            using var script = await _gateway.Http.GetAsync(new Uri(response.RequestMessage!.RequestUri!, source), _limit);
            Assert.Equal(HttpStatusCode.OK, script.StatusCode);
        }

        // Scripts within the page run only by this answer's nonce.
        var nonce = NonceOf(page);
        Assert.Contains($"'nonce-{nonce}'", response.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
        Assert.NotEqual(nonce, NonceOf(await _gateway.Http.GetStringAsync(new Uri("/reference", UriKind.Relative), _limit)));
    }

    private static string NonceOf(string page) => page.Split("nonce=\"")[1].Split('"')[0];

    private async Task<JsonNode> RefusalAsync(DocumentedOperation operation, string field, JsonNode value)
    {
        var body = JsonNode.Parse(operation.Examples[0].Body.ToJsonString())!.AsObject();
        body[field] = value.DeepClone();
        var (response, answer) = await _gateway.PostAsync(operation.Path, body.ToJsonString());
        Assert.True(response.StatusCode == HttpStatusCode.BadRequest, $"{operation.Path} takes {value.ToJsonString()} as {field}: {answer}");
        return JsonNode.Parse(answer.GetRawText())!;
    }
}
