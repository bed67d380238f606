using System.Net;
using System.Text.Json;
using SpecMesh.Gateway.Tests.Support;
using SpecMesh.V1;

namespace SpecMesh.Gateway.Tests.Api;

public sealed class ModelTests : IAsyncLifetime
{
    private const string Request = """{"model":"MODEL","messages":[{"role":"user","content":"Hi"}]}""";
    private ScriptedNode _small = null!;
    private ScriptedNode _large = null!;
    private ScriptedNode _replica = null!;
    private TestGateway _gateway = null!;

    public async ValueTask InitializeAsync()
    {
        _small = await ScriptedNode.StartAsync(NodeRole.Verifier, "verifier-1");
        _large = await ScriptedNode.StartAsync(NodeRole.Verifier, "verifier-2", info => info.Model = "org/large");
        _replica = await ScriptedNode.StartAsync(NodeRole.Verifier, "verifier-3", info => info.Model = "org/large");
        _gateway = await TestGateway.StartAsync(_small, _large, _replica);
    }

    public async ValueTask DisposeAsync()
    {
        await _gateway.DisposeAsync();
        await _small.DisposeAsync();
        await _large.DisposeAsync();
        await _replica.DisposeAsync();
    }

    [Fact]
    public async Task Each_model_is_listed_once()
    {
        var (response, body) = await _gateway.GetAsync("/v1/models");

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("list", body.GetProperty("object").GetString());
        var models = body.GetProperty("data").EnumerateArray().ToList();
        Assert.Equal(["org/large", "tiny"], models.Select(model => model.GetProperty("id").GetString()));
        Assert.All(models, model => Assert.Equal(["id", "object", "created", "owned_by", "max_model_len", "specmesh"], model.EnumerateObject().Select(property => property.Name)));
    }

    [Fact]
    public async Task One_model_can_be_looked_up_even_with_a_slash_in_its_name()
    {
        var (_, body) = await _gateway.GetAsync("/v1/models/org/large");
        Assert.Equal("org/large", body.GetProperty("id").GetString());
        Assert.Equal("model", body.GetProperty("object").GetString());

        var (response, error) = await _gateway.GetAsync("/v1/models/other");
        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.Equal("model_not_found", error.GetProperty("error").GetProperty("code").GetString());
    }

    [Fact]
    public async Task A_request_goes_to_a_verifier_of_its_model()
    {
        await PostAsync("tiny");
        await PostAsync("org/large");

        Assert.Single(_small.Calls);
        Assert.Single(_large.Calls.Concat(_replica.Calls));
    }

    [Fact]
    public async Task Without_a_model_one_must_be_chosen_where_there_are_several()
    {
        var (response, body) = await PostAsync("");

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal("model", body.GetProperty("error").GetProperty("param").GetString());
        Assert.Contains("org/large, tiny", body.GetProperty("error").GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    private Task<(HttpResponseMessage Response, JsonElement Body)> PostAsync(string model) =>
        _gateway.PostAsync("/v1/chat/completions", Request.Replace("MODEL", model, StringComparison.Ordinal));
}
