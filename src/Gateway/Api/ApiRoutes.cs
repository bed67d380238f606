using SpecMesh.Gateway.Api.MessagesApi;
using SpecMesh.Gateway.Api.Requests;
using SpecMesh.Gateway.Api.Responses;
using SpecMesh.Gateway.Api.ResponsesApi;
using SpecMesh.Gateway.Models;

namespace SpecMesh.Gateway.Api;

internal static class ApiRoutes
{
    public static void MapApi(this WebApplication app)
    {
        app.MapPost("/v1/chat/completions", (HttpContext http, AnswerEndpoint endpoint) => endpoint.AnswerAsync(http, ChatRequest.Read));
        app.MapPost("/v1/completions", (HttpContext http, AnswerEndpoint endpoint) => endpoint.AnswerAsync(http, CompletionRequest.Read));
        app.MapResponses();
        app.MapMessages();

        app.MapPost("/tokenize", (HttpContext http, TokenizerEndpoint endpoint) => endpoint.TokenizeAsync(http));
        app.MapPost("/detokenize", (HttpContext http, TokenizerEndpoint endpoint) => endpoint.DetokenizeAsync(http));
        app.MapPost("/apply-template", (HttpContext http, TokenizerEndpoint endpoint) => endpoint.ApplyTemplateAsync(http));

        var created = app.Services.GetRequiredService<TimeProvider>().GetUtcNow().ToUnixTimeSeconds();
        app.MapGet("/v1/models", (ModelCatalog models) => TypedResults.Json(
            new ModelList("list", [.. models.Ready.Select(model => Card(model, created))]), ApiJson.Wire.ModelList));
        // A model's name may have slashes.
        app.MapGet("/v1/models/{**id}", (string id, ModelCatalog models) => TypedResults.Json(Card(models.Find(id), created), ApiJson.Wire.ModelCard));
        app.MapGet("/", () => TypedResults.Json(Greeting.Instance, ApiJson.Wire.Greeting));
    }

    private static void MapResponses(this WebApplication app)
    {
        const string Path = "/v1/responses";
        app.MapPost(Path, (HttpContext http, AnswerEndpoint endpoint) => endpoint.AnswerAsync(http, ResponsesRequest.Read));
        app.MapPost($"{Path}/input_tokens", async (HttpContext http, TokenizerEndpoint endpoint) => TypedResults.Json(
            new InputTokens("response.input_tokens", await endpoint.CountAsync(http, ResponsesRequest.ReadChat)), ApiJson.Wire.InputTokens));
        app.MapMethods($"{Path}/{{id}}", ["GET", "DELETE"], (string id) => ResponsesState.NotFound(id));
        app.MapPost($"{Path}/{{id}}/cancel", (string id) => ResponsesState.NotFound(id));
        app.MapGet($"{Path}/{{id}}/input_items", (string id) => ResponsesState.NotFound(id));
    }

    private static void MapMessages(this WebApplication app)
    {
        const string Path = "/v1/messages";
        app.MapPost(Path, (HttpContext http, AnswerEndpoint endpoint) => endpoint.AnswerAsync(http, MessagesRequest.Read)).WithMetadata(MessagesErrors.Instance);
        app.MapPost($"{Path}/count_tokens", async (HttpContext http, TokenizerEndpoint endpoint) => TypedResults.Json(
            new TokenCount(await endpoint.CountAsync(http, MessagesRequest.ReadChat)), ApiJson.Wire.TokenCount)).WithMetadata(MessagesErrors.Instance);
    }

    private static ModelCard Card(MeshModel model, long created) => new(
        model.Name, "model", created, "specmesh", model.Context, new ModelFacts(
            model.Description, new VocabularyFacts(model.Vocabulary.Type, model.Vocabulary.Size, model.VocabularyFingerprint), model.Verifiers, model.Drafts));
}
