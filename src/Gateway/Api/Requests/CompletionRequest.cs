using SpecMesh.Gateway.Api.Errors;

namespace SpecMesh.Gateway.Api.Requests;

/// <summary>Reads the body of <c>POST /v1/completions</c>.</summary>
internal static class CompletionRequest
{
    // OpenAI's default.
    private const int DefaultMaxTokens = 16;

    public static AnswerRequest Read(RequestFields fields, IHeaderDictionary headers)
    {
        RefuseUnsupported(fields);
        var request = CommonFields.Read(fields, headers, new CompletionFormat());
        request = CommonFields.Complete(
            request, fields, fields.Integer("max_tokens", 1) ?? DefaultMaxTokens, TokenFields.ReadCompletionLogprobs(fields));
        request.Prompts[0].Grammar = ConstraintFields.Read(fields);
        request = request with
        {
            Prompts = PromptFields.Read(fields, request.Prompts[0]),
            Options = request.Options with { Echo = fields.Flag("echo") ?? false },
        };
        if (request.Options is { Echo: true, Logprobs: not null })
            throw ApiErrors.Unsupported("echo", "'echo' with 'logprobs' is not supported yet: log-probabilities of prompts are not computed.");
        CommonFields.CheckChoices(request);
        return request;
    }

    private static void RefuseUnsupported(RequestFields fields)
    {
        var choices = fields.Integer("n", 1) ?? 1;
        if (fields.Integer("best_of", 1) is { } best && best != choices)
            throw ApiErrors.Unsupported("best_of", "'best_of' other than 'n' is not supported yet.");
        if (fields.Text("suffix") is { Length: > 0 })
            throw ApiErrors.Unsupported("suffix", "'suffix' is not supported yet.");
    }
}
