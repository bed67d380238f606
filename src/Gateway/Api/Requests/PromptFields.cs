using System.Text.Json;
using SpecMesh.Gateway.Api.Errors;
using SpecMesh.V1;

namespace SpecMesh.Gateway.Api.Requests;

/// <summary>Reads <c>prompt</c>: a text, an array of token ids, or an array of such prompts, each of which gets its own answers.</summary>
internal static class PromptFields
{
    private const string Expected = "a string, an array of token ids, or an array of these";

    /// <param name="fields">The request.</param>
    /// <param name="template">What all prompts have in common.</param>
    /// <returns>A generation for each prompt.</returns>
    public static IReadOnlyList<Generation> Read(RequestFields fields, Generation template)
    {
        var prompt = fields.Find("prompt") ?? throw ApiErrors.Missing("prompt", $"'prompt' is missing: {Expected}.");
        return prompt.ValueKind == JsonValueKind.Array && prompt.EnumerateArray().Any(IsPrompt)
            ? [.. prompt.EnumerateArray().Select(one => ReadOne(one, template.Clone()))]
            : [ReadOne(prompt, template)];
    }

    /// <summary>Reads an array of token ids.</summary>
    /// <param name="field">Its name.</param>
    /// <param name="ids">The array.</param>
    /// <param name="expected">What the field must be.</param>
    public static TokenIds ReadTokens(string field, JsonElement ids, string expected)
    {
        var tokens = new TokenIds();
        foreach (var id in ids.EnumerateArray())
        {
            if (id.ValueKind != JsonValueKind.Number)
                throw ApiErrors.WrongType(field, expected);
            if (!id.TryGetInt32(out var token) || token < 0)
                throw ApiErrors.BadValue(field, $"'{field}' has {id.GetRawText()}, which is no token id.");
            tokens.Ids.Add(token);
        }

        return tokens;
    }

    private static bool IsPrompt(JsonElement item) => item.ValueKind is JsonValueKind.String or JsonValueKind.Array;

    private static Generation ReadOne(JsonElement prompt, Generation generation)
    {
        switch (prompt.ValueKind)
        {
            case JsonValueKind.String when prompt.GetString() is { Length: > 0 } text:
                generation.Text = text;
                return generation;
            case JsonValueKind.Array when prompt.GetArrayLength() > 0:
                generation.Tokens = ReadTokens("prompt", prompt, Expected);
                return generation;
            case JsonValueKind.String or JsonValueKind.Array:
                throw ApiErrors.BadValue("prompt", "'prompt' is empty, but must have at least one token.");
            default:
                throw ApiErrors.WrongType("prompt", Expected);
        }
    }
}
