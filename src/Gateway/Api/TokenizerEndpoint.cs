using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using SpecMesh.Gateway.Api.Answers;
using SpecMesh.Gateway.Api.Errors;
using SpecMesh.Gateway.Api.Requests;
using SpecMesh.Gateway.Api.Responses;
using SpecMesh.Gateway.Generations;
using SpecMesh.Gateway.Models;
using SpecMesh.ServiceDefaults.Drain;
using SpecMesh.V1;

namespace SpecMesh.Gateway.Api;

/// <summary>llama.cpp's <c>/tokenize</c>, <c>/detokenize</c> and <c>/apply-template</c>, answered by a verifier.</summary>
internal sealed class TokenizerEndpoint(ModelCatalog models, VerifierTokenizer tokenizer, DrainState drain)
{
    private const string Expected = "an array of token ids";

    public async Task<IResult> TokenizeAsync(HttpContext http)
    {
        var request = await RequestBody.ReadAsync(http.Request, fields => new TokenizeRequest
        {
            Model = ModelOf(fields),
            Text = fields.Text("content") ?? throw ApiErrors.Missing("content", "'content' is missing: the text."),
            AddSpecial = fields.Flag("add_special") ?? false,
            ParseSpecial = fields.Flag("parse_special") ?? true,
            WithPieces = fields.Flag("with_pieces") ?? false,
        });
        var response = await CallAsync(
            http, request.Model, async (client, opening) => await client.TokenizeAsync(request, cancellationToken: opening));
        return request.WithPieces
            ? TypedResults.Json(new TokenizedPieces([.. response.Tokens.Zip(response.Pieces, (id, piece) => PieceOf(id, piece.ToByteArray()))]), ApiJson.Wire.TokenizedPieces)
            : TypedResults.Json(new TokenizedText([.. response.Tokens]), ApiJson.Wire.TokenizedText);
    }

    public async Task<IResult> DetokenizeAsync(HttpContext http)
    {
        var request = await RequestBody.ReadAsync(http.Request, fields => new DetokenizeRequest
        {
            Model = ModelOf(fields),
            Tokens = { TokensOf(fields).Ids },
        });
        var response = await CallAsync(
            http, request.Model, async (client, opening) => await client.DetokenizeAsync(request, cancellationToken: opening));
        return TypedResults.Json(new DetokenizedText(response.Text), ApiJson.Wire.DetokenizedText);
    }

    public async Task<IResult> ApplyTemplateAsync(HttpContext http)
    {
        var request = await RequestBody.ReadAsync(http.Request, fields => new ApplyTemplateRequest
        {
            Model = ModelOf(fields),
            Chat = ChatRequest.ReadChat(fields, ToolFields.Read(fields)),
        });
        var response = await CallAsync(
            http, request.Model, async (client, opening) => await client.ApplyTemplateAsync(request, cancellationToken: opening));
        return TypedResults.Json(new RenderedChat(response.Prompt), ApiJson.Wire.RenderedChat);
    }

    /// <summary>How many tokens the prompt of a request has.</summary>
    /// <param name="http">The request.</param>
    /// <param name="read">Reads what the model is told.</param>
    public async Task<int> CountAsync(HttpContext http, Func<RequestFields, Chat> read)
    {
        var request = await RequestBody.ReadAsync(http.Request, fields => new TokenizeRequest { Model = ModelOf(fields), Chat = read(fields) });
        var response = await CallAsync(
            http, request.Model, async (client, opening) => await client.TokenizeAsync(request, cancellationToken: opening));
        return response.Tokens.Count;
    }

    private string ModelOf(RequestFields fields) => models.Resolve(fields.Text("model") is { Length: > 0 } model ? model : null);

    private static TokenIds TokensOf(RequestFields fields)
    {
        var tokens = fields.Find("tokens") ?? throw ApiErrors.Missing("tokens", "'tokens' is missing: an array of token ids.");
        return tokens.ValueKind == JsonValueKind.Array
            ? PromptFields.ReadTokens("tokens", tokens, Expected)
            : throw ApiErrors.WrongType("tokens", Expected);
    }

    private static TokenPiece PieceOf(int id, byte[] bytes) => new(id, Utf8.IsValid(bytes)
        ? JsonSerializer.SerializeToElement(Encoding.UTF8.GetString(bytes), ApiJson.Wire.String)
        : JsonSerializer.SerializeToElement(TokenFormat.Numbers(bytes), ApiJson.Wire.Int32Array));

    private async Task<T> CallAsync<T>(HttpContext http, string model, Func<Tokenizer.TokenizerClient, CancellationToken, Task<T>> call)
    {
        using var running = drain.TryEnter() ?? throw ApiErrors.Draining();
        try
        {
            return await tokenizer.CallAsync(model, call, http.RequestAborted);
        }
        catch (Exception e) when (!http.RequestAborted.IsCancellationRequested)
        {
            throw FailureTranslation.ToApi(e, model);
        }
    }
}
