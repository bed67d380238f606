using SpecMesh.Gateway.Api.Errors;
using SpecMesh.V1;

namespace SpecMesh.Gateway.Api.Requests;

/// <summary>What the client wants to know about single tokens: log-probabilities, and the extension <c>specmesh</c>.</summary>
internal static class TokenFields
{
    private const int MostTop = 20;

    /// <summary>A chat's <c>logprobs</c>, a flag, and <c>top_logprobs</c>.</summary>
    public static int? ReadChatLogprobs(RequestFields fields)
    {
        var top = ReadTop(fields);
        if (fields.Flag("logprobs") == true)
            return top ?? 0;
        if (top > 0)
            throw ApiErrors.BadValue("top_logprobs", "'top_logprobs' is allowed only when 'logprobs' is true.");
        return null;
    }

    /// <summary><c>top_logprobs</c>: how many alternatives to list.</summary>
    public static int? ReadTop(RequestFields fields) => fields.Integer("top_logprobs", 0, MostTop);

    /// <summary>A completion's <c>logprobs</c>, a number.</summary>
    public static int? ReadCompletionLogprobs(RequestFields fields) => fields.Integer("logprobs", 0, MostTop);

    /// <summary>Reads <c>specmesh</c>.</summary>
    /// <param name="fields">The request.</param>
    /// <param name="options">What was read of it already.</param>
    public static AnswerOptions ReadExtension(RequestFields fields, AnswerOptions options)
    {
        if (fields.Object("specmesh") is not { } extension)
            return options;
        var top = extension.Integer("top_logprobs", 0, MostTop);
        var tokens = extension.Flag("tokens") ?? false;
        if (top > 0 && !tokens)
            throw ApiErrors.BadValue("specmesh.top_logprobs", "'specmesh.top_logprobs' is allowed only when 'specmesh.tokens' is true.");
        return options with
        {
            TokenSources = tokens ? top ?? options.Logprobs ?? 0 : null,
            Metrics = extension.Flag("metrics") ?? false,
        };
    }

    /// <summary>Refuses the list of tokens, for APIs that have no place for it.</summary>
    public static void RefuseTokens(RequestFields fields)
    {
        if (fields.Object("specmesh")?.Flag("tokens") == true)
            throw ApiErrors.Unsupported("specmesh.tokens", "'specmesh.tokens' is not supported here: chat completions and completions have it.");
    }

    /// <summary>What a verifier must report for that. Null: nothing.</summary>
    public static TokenReport? ReportFor(AnswerOptions options) => options.WantsTokens
        ? new TokenReport { Logprobs = true, Top = Math.Max(options.Logprobs ?? 0, options.TokenSources ?? 0) }
        : null;
}
