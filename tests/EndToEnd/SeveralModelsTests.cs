using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using SpecMesh.EndToEnd.Mesh;

namespace SpecMesh.EndToEnd;

/// <summary>Two models of different vocabularies in one mesh, each with a draft of its own.</summary>
public sealed class SeveralModelsTests : IAsyncLifetime
{
    private const int Patience = 120_000;
    private const string Other = "other";

    private MeshFixture _mesh = null!;
    private MeshLog _log = null!;
    private string _bundled = "";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        var file = Prompts.ModelFile("fixtures", "other-vocab.gguf");
        _mesh = await MeshFixture.StartAsync(topology => topology with
        {
            Models = [topology.Groups[0], topology.Groups[0] with { Name = Other, Target = file, Draft = file, Context = 256 }],
        });
        _log = new MeshLog(_mesh);
    }

    public async ValueTask DisposeAsync()
    {
        _log.Dispose();
        await _mesh.DisposeAsync();
    }

    [Fact(Timeout = Patience)]
    public async Task Each_model_is_listed_answers_with_its_own_draft_and_dies_alone()
    {
        var models = await _mesh.Http.GetFromJsonAsync<JsonElement>("/v1/models", Cancellation);
        var cards = models.GetProperty("data").EnumerateArray().ToDictionary(card => card.GetProperty("id").GetString()!);
        _bundled = Assert.Single(cards.Keys, name => name != Other);
        Assert.Equal(256, cards[Other].GetProperty("max_model_len").GetInt32());
        Assert.Equal("draft-1", Assert.Single(DraftsOf(cards[_bundled])));
        Assert.Equal("draft-2", Assert.Single(DraftsOf(cards[Other])));
        Assert.NotEqual(FingerprintOf(cards[_bundled]), FingerprintOf(cards[Other]));
        await _mesh.SeenAsync("draft-1", "works for", _bundled, "other (");

        await AssertAnswersAsync(_bundled, "verifier-1", "draft-1");
        await AssertAnswersAsync(Other, "verifier-2", "draft-2");
        await AssertRefusedAsync(null, HttpStatusCode.BadRequest, Other);
        await AssertRefusedAsync("third", HttpStatusCode.NotFound, "third");

        await _mesh.KillAsync("verifier-2");
        await _mesh.SeenAsync("gateway-1", _mesh["verifier-2"].Spec.Url(AppHost.Topology.ServiceSpec.GrpcEndpoint).Port.ToString(), "is not used");
        await AssertRefusedAsync(Other, HttpStatusCode.ServiceUnavailable, Other);
        await AssertAnswersAsync(_bundled, "verifier-1", "draft-1");
        var health = await _mesh.Http.GetStringAsync("/health", Cancellation);
        Assert.Contains("no verifier is ready of other", health, StringComparison.Ordinal);
    }

    private static IEnumerable<string?> DraftsOf(JsonElement card) =>
        card.GetProperty("specmesh").GetProperty("drafts").EnumerateArray().Select(draft => draft.GetString());

    private static string? FingerprintOf(JsonElement card) =>
        card.GetProperty("specmesh").GetProperty("vocabulary").GetProperty("fingerprint").GetString();

    private async Task AssertAnswersAsync(string model, string verifier, string draft)
    {
        using var response = await _mesh.Http.PostAsJsonAsync(Requests.Completion, Request(model), Cancellation);
        var body = await response.Content.ReadFromJsonAsync<JsonElement>(Cancellation);
        Assert.True(response.IsSuccessStatusCode, body.ToString());
        Assert.Equal(model, body.GetProperty("model").GetString());
        Assert.Equal((verifier, draft), (response.Headers.GetValues("X-SpecMesh-Verifier").Single(), response.Headers.GetValues("X-SpecMesh-Draft").Single()));
        Assert.Equal(20, body.GetProperty("usage").GetProperty("completion_tokens").GetInt32());
    }

    private async Task AssertRefusedAsync(string? model, HttpStatusCode status, string named)
    {
        using var response = await _mesh.Http.PostAsJsonAsync(Requests.Completion, Request(model), Cancellation);
        var body = await response.Content.ReadFromJsonAsync<JsonElement>(Cancellation);
        Assert.Equal(status, response.StatusCode);
        Assert.Contains(named, body.GetProperty("error").GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    private static JsonObject Request(string? model)
    {
        var request = new JsonObject { ["prompt"] = "a b c", ["max_tokens"] = 20, ["seed"] = 1, ["ignore_eos"] = true };
        if (model is not null)
            request["model"] = model;
        return request;
    }
}
