using System.Text.Json;
using SpecMesh.Gateway.Api.Errors;

namespace SpecMesh.Gateway.Api.Requests;

/// <summary>
/// Fields of OpenAI, llama.cpp and vLLM that would change the answer and that this mesh does not know. A client that sets one must not get an
/// answer that looks as if it counted.
/// </summary>
internal static class UnsupportedFields
{
    private static readonly string[] Common =
    [
        "allowed_token_ids", "bad_words", "dry_multiplier", "dynatemp_range", "mirostat", "n_probs", "prompt_embeds", "prompt_logprobs",
        "stop_token_ids", "truncate_prompt_tokens", "use_beam_search", "xtc_probability",
    ];

    private static readonly string[] Chat = ["audio", "web_search_options"];

    // These are off at 1.
    private static readonly string[] OffAtOne = ["length_penalty", "typical_p"];

    /// <exception cref="ApiException">A field is set, and not to a value that means "off".</exception>
    public static void RefuseCommon(RequestFields fields)
    {
        Refuse(fields, Common);
        foreach (var field in OffAtOne)
        {
            if (fields.Find(field) is { } value && !(value.ValueKind == JsonValueKind.Number && value.GetDouble() == 1))
                throw Unsupported(field);
        }
    }

    /// <inheritdoc cref="RefuseCommon"/>
    public static void RefuseOfChat(RequestFields fields)
    {
        Refuse(fields, Chat);
        if (fields.Find("modalities") is { ValueKind: JsonValueKind.Array } modalities
            && modalities.EnumerateArray().Any(item => item.ValueKind != JsonValueKind.String || !item.ValueEquals("text")))
            throw ApiErrors.Unsupported("modalities", "'modalities' other than 'text' are not supported: this mesh answers with text.");
    }

    /// <summary>Refuses these fields.</summary>
    /// <inheritdoc cref="RefuseCommon"/>
    public static void Refuse(RequestFields fields, string[] names)
    {
        foreach (var field in names)
        {
            if (fields.Find(field) is { } value && !IsOff(value))
                throw Unsupported(field);
        }
    }

    private static bool IsOff(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.False => true,
        JsonValueKind.Number => value.GetDouble() == 0,
        JsonValueKind.String => value.GetString()!.Length == 0,
        JsonValueKind.Array => value.GetArrayLength() == 0,
        _ => false,
    };

    private static ApiException Unsupported(string field) => ApiErrors.Unsupported(field, $"'{field}' is not supported yet.");
}
