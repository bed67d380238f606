using SpecMesh.Gateway.Api.MessagesApi;
using SpecMesh.Gateway.Api.Requests;
using SpecMesh.Gateway.Api.Responses;
using SpecMesh.Gateway.Api.ResponsesApi;
using SpecMesh.Gateway.Mesh;
using SpecMesh.Gateway.Models;
using SpecMesh.Gateway.OpenApi;
using SpecMesh.Gateway.OpenApi.Contracts;
using SpecMesh.Gateway.Pages;

namespace SpecMesh.Gateway.Api;

internal static class ApiRoutes
{
    private const string Answers = "Answers";
    private const string Models = "Models";
    private const string MeshTag = "Mesh";
    private const string Vocabulary = "Vocabulary";

    public static void MapApi(this WebApplication app)
    {
        app.MapPost("/v1/chat/completions", (HttpContext http, AnswerEndpoint endpoint) => endpoint.AnswerAsync(http, ChatRequest.Read))
            .Described<CreateChatCompletion, ChatCompletion, ChatChunk>("createChatCompletion", Answers, "Answer a chat", Examples.Chat);
        app.MapPost("/v1/completions", (HttpContext http, AnswerEndpoint endpoint) => endpoint.AnswerAsync(http, CompletionRequest.Read))
            .Described<CreateCompletion, TextCompletion, TextCompletion>("createCompletion", Answers, "Continue a text", Examples.Completion);
        app.MapResponses();
        app.MapMessages();

        app.MapPost("/tokenize", (HttpContext http, TokenizerEndpoint endpoint) => endpoint.TokenizeAsync(http))
            .Described<TokenizeBody, Tokenized>("tokenize", Vocabulary, "Cut a text into tokens", Examples.Tokenize);
        app.MapPost("/detokenize", (HttpContext http, TokenizerEndpoint endpoint) => endpoint.DetokenizeAsync(http))
            .Described<DetokenizeBody, DetokenizedText>("detokenize", Vocabulary, "Turn tokens into text", Examples.Detokenize);
        app.MapPost("/apply-template", (HttpContext http, TokenizerEndpoint endpoint) => endpoint.ApplyTemplateAsync(http))
            .Described<ApplyTemplateBody, RenderedChat>("applyTemplate", Vocabulary, "Write a chat as the model reads it", Examples.ApplyTemplate);

        var created = app.Services.GetRequiredService<TimeProvider>().GetUtcNow().ToUnixTimeSeconds();
        app.MapGet("/v1/models", (ModelCatalog models) => TypedResults.Json(
            new ModelList("list", [.. models.Ready.Select(model => Card(model, created))]), ApiJson.Wire.ModelList))
            .Described<ModelList>("listModels", Models, "The models of the mesh");
        // A model's name may have slashes.
        app.MapGet("/v1/models/{**id}", (string id, ModelCatalog models) => TypedResults.Json(Card(models.Find(id), created), ApiJson.Wire.ModelCard))
            .Described<ModelCard>("retrieveModel", Models, "One model");
        // Whoever watches must not use up what the same key may ask.
        app.MapGet("/mesh", (MeshEndpoint mesh) => mesh.Get()).DisableRateLimiting()
            .Described<MeshReport>("getMesh", MeshTag, "The nodes, and who works for whom");
        app.MapGet("/mesh/events", (HttpContext http, MeshEndpoint mesh) => mesh.Follow(http)).DisableRateLimiting()
            .DescribedStream<MeshReport>("followMesh", MeshTag, "The same whenever it changes");
        app.MapGet("/", (HttpContext http) => Playground.For(http) ?? TypedResults.Json(Greeting.Instance, ApiJson.Wire.Greeting))
            .AllowAnonymous().ExcludeFromDescription();
    }

    private static void MapResponses(this WebApplication app)
    {
        const string Path = "/v1/responses";
        app.MapPost(Path, (HttpContext http, AnswerEndpoint endpoint) => endpoint.AnswerAsync(http, ResponsesRequest.Read))
            .Described<CreateResponse, ResponseObject, ResponseEvent>("createResponse", Answers, "Answer a chat, as a response", Examples.Response);
        app.MapPost($"{Path}/input_tokens", async (HttpContext http, TokenizerEndpoint endpoint) => TypedResults.Json(
            new InputTokens("response.input_tokens", await endpoint.CountAsync(http, ResponsesRequest.ReadChat)), ApiJson.Wire.InputTokens))
            .Described<CountResponseTokens, InputTokens>("countResponseTokens", Vocabulary, "Count a response's prompt tokens", Examples.ResponseTokens);
        // Here only to say so: they are not part of the API.
        app.MapMethods($"{Path}/{{id}}", ["GET", "DELETE"], (string id) => ResponsesState.NotFound(id)).ExcludeFromDescription();
        app.MapPost($"{Path}/{{id}}/cancel", (string id) => ResponsesState.NotFound(id)).ExcludeFromDescription();
        app.MapGet($"{Path}/{{id}}/input_items", (string id) => ResponsesState.NotFound(id)).ExcludeFromDescription();
    }

    private static void MapMessages(this WebApplication app)
    {
        app.MapPost(MessagesErrors.Path, (HttpContext http, AnswerEndpoint endpoint) => endpoint.AnswerAsync(http, MessagesRequest.Read))
            .WithMetadata(MessagesErrors.Instance)
            .Described<CreateMessage, MessageObject, MessageStreamEvent>("createMessage", Answers, "Answer a chat, as Anthropic's API does", Examples.Message);
        app.MapPost($"{MessagesErrors.Path}/count_tokens", async (HttpContext http, TokenizerEndpoint endpoint) => TypedResults.Json(
            new TokenCount(await endpoint.CountAsync(http, MessagesRequest.ReadChat)), ApiJson.Wire.TokenCount))
            .WithMetadata(MessagesErrors.Instance)
            .Described<CountMessageTokens, TokenCount>("countMessageTokens", Vocabulary, "Count a message's prompt tokens", Examples.MessageTokens);
    }

    private static ModelCard Card(MeshModel model, long created) => new(
        model.Name, "model", created, "specmesh", model.Context, new ModelFacts(
            model.Description, new VocabularyFacts(model.Vocabulary.Type, model.Vocabulary.Size, model.VocabularyFingerprint), model.Verifiers, model.Drafts));
}
