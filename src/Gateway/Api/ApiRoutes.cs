using SpecMesh.Gateway.Api.Errors;
using SpecMesh.Gateway.Api.Requests;
using SpecMesh.Gateway.Api.Responses;
using SpecMesh.Gateway.Models;

namespace SpecMesh.Gateway.Api;

internal static class ApiRoutes
{
    private static readonly ChatFormat Chat = new();
    private static readonly CompletionFormat Completion = new();

    public static void MapApi(this WebApplication app)
    {
        app.MapPost("/v1/chat/completions", (HttpContext http, AnswerEndpoint endpoint) => endpoint.AnswerAsync(http, ChatRequest.Read, Chat));
        app.MapPost("/v1/completions", (HttpContext http, AnswerEndpoint endpoint) => endpoint.AnswerAsync(http, CompletionRequest.Read, Completion));

        app.MapPost("/tokenize", (HttpContext http, TokenizerEndpoint endpoint) => endpoint.TokenizeAsync(http));
        app.MapPost("/detokenize", (HttpContext http, TokenizerEndpoint endpoint) => endpoint.DetokenizeAsync(http));
        app.MapPost("/apply-template", (HttpContext http, TokenizerEndpoint endpoint) => endpoint.ApplyTemplateAsync(http));

        var created = app.Services.GetRequiredService<TimeProvider>().GetUtcNow().ToUnixTimeSeconds();
        app.MapGet("/v1/models", (ModelCatalog models) => TypedResults.Json(
            new ModelList("list", [.. models.Ready.Select(id => Card(id, created))]), ApiJson.Wire.ModelList));
        // A model's name may have slashes.
        app.MapGet("/v1/models/{**id}", (string id, ModelCatalog models) => models.Ready.Contains(id)
            ? TypedResults.Json(Card(id, created), ApiJson.Wire.ModelCard)
            : throw ApiErrors.ModelNotFound(id));
        app.MapGet("/", () => TypedResults.Json(Greeting.Instance, ApiJson.Wire.Greeting));
    }

    private static ModelCard Card(string id, long created) => new(id, "model", created, "specmesh");
}
