using System.Text.Json;
using SpecMesh.Gateway.Api.Errors;
using SpecMesh.V1;

namespace SpecMesh.Gateway.Api.Requests;

/// <summary>Reads the body of <c>POST /v1/completions</c>.</summary>
internal static class CompletionRequest
{
    // OpenAI's default.
    private const int DefaultMaxTokens = 16;
    private const string Expected = "a string or an array of token ids";

    public static AnswerRequest Read(RequestFields fields)
    {
        RefuseUnsupported(fields);
        var request = CommonFields.Read(fields);
        ReadPrompt(fields, request.Generation);
        request.Generation.Grammar = ConstraintFields.Read(fields);
        request.Generation.MaxTokens = fields.Integer("max_tokens", 1) ?? DefaultMaxTokens;
        return request;
    }

    private static void RefuseUnsupported(RequestFields fields)
    {
        if (fields.Find("logprobs") is not null)
            throw ApiErrors.Unsupported("logprobs", "'logprobs' is not supported yet.");
        if (fields.Flag("echo") == true)
            throw ApiErrors.Unsupported("echo", "'echo' is not supported yet.");
        if (fields.Integer("best_of", 1) > 1)
            throw ApiErrors.Unsupported("best_of", "'best_of' above 1 is not supported yet.");
        if (fields.Text("suffix") is { Length: > 0 })
            throw ApiErrors.Unsupported("suffix", "'suffix' is not supported yet.");
    }

    private static void ReadPrompt(RequestFields fields, Generation generation)
    {
        var prompt = fields.Find("prompt") ?? throw ApiErrors.Missing("prompt", $"'prompt' is missing: {Expected}.");
        // A list of one prompt.
        if (prompt.ValueKind == JsonValueKind.Array && prompt.GetArrayLength() == 1
            && prompt[0].ValueKind is JsonValueKind.String or JsonValueKind.Array)
            prompt = prompt[0];
        switch (prompt.ValueKind)
        {
            case JsonValueKind.String when prompt.GetString() is { Length: > 0 } text:
                generation.Text = text;
                break;
            case JsonValueKind.Array when prompt.GetArrayLength() > 0:
                generation.Tokens = new TokenIds();
                generation.Tokens.Ids.AddRange(prompt.EnumerateArray().Select(ReadToken));
                break;
            case JsonValueKind.String or JsonValueKind.Array:
                throw ApiErrors.BadValue("prompt", "'prompt' is empty, but must have at least one token.");
            default:
                throw ApiErrors.WrongType("prompt", Expected);
        }
    }

    private static int ReadToken(JsonElement token) => token.ValueKind switch
    {
        JsonValueKind.Number when token.TryGetInt32(out var id) && id >= 0 => id,
        JsonValueKind.Number => throw ApiErrors.BadValue("prompt", $"'prompt' has {token.GetRawText()}, which is no token id."),
        JsonValueKind.String or JsonValueKind.Array => throw ApiErrors.Unsupported(
            "prompt", "'prompt' with several prompts is not supported yet: send a request for each."),
        _ => throw ApiErrors.WrongType("prompt", Expected),
    };
}
