using System.Text.Json;
using SpecMesh.Gateway.Api.Errors;
using SpecMesh.V1;

namespace SpecMesh.Gateway.Api.Requests;

/// <summary>What chat completions and completions have in common.</summary>
internal static class CommonFields
{
    private const int MaxStops = 16;

    /// <summary>Most answers to one request: OpenAI's limit.</summary>
    private const int MostChoices = 128;

    /// <summary>Reads everything but the prompt, the most tokens and the log-probabilities.</summary>
    public static AnswerRequest Read(RequestFields fields, IHeaderDictionary headers)
    {
        RefuseUnsupported(fields);
        AcceptedFields.Check(fields);
        var stream = fields.Flag("stream") ?? false;
        var streamOptions = fields.Object("stream_options");
        if (streamOptions is not null && !stream)
            throw ApiErrors.BadValue("stream_options", "'stream_options' is allowed only when 'stream' is true.");

        var generation = new Generation
        {
            Sampling = SamplingFields.Read(fields),
            MinTokens = fields.Integer("min_tokens", 0) ?? 0,
            IgnoreEnd = fields.Flag("ignore_eos") ?? false,
            Prediction = PredictionFields.Read(fields),
        };
        generation.Stop.AddRange(ReadStops(fields));
        return new AnswerRequest(
            [generation],
            Model: fields.Text("model") is { Length: > 0 } model ? model : null,
            Drafting: SpeculationFields.Read(fields, headers, generation),
            new AnswerOptions
            {
                ChoicesPerPrompt = fields.Integer("n", 1, MostChoices) ?? 1,
                Stream = stream,
                IncludeUsage = streamOptions?.Flag("include_usage") ?? false,
                ServiceTier = AcceptedFields.ReadServiceTier(fields),
            });
    }

    /// <summary>Completes what <see cref="Read"/> began.</summary>
    /// <param name="request">What it read.</param>
    /// <param name="fields">The request.</param>
    /// <param name="maxTokens">Most tokens; 0: no limit of the client's.</param>
    /// <param name="logprobs">Log-probabilities of tokens, with so many alternatives. Null: none.</param>
    public static AnswerRequest Complete(AnswerRequest request, RequestFields fields, int maxTokens, int? logprobs)
    {
        var options = TokenFields.ReadExtension(fields, request.Options with { Logprobs = logprobs });
        var generation = request.Prompts[0];
        generation.MaxTokens = maxTokens;
        generation.Report = TokenFields.ReportFor(options);
        if (maxTokens > 0 && generation.MinTokens > maxTokens)
            throw ApiErrors.BadValue("min_tokens", $"'min_tokens' is {generation.MinTokens}, above the most tokens, which is {maxTokens}.");
        return request with { Options = options };
    }

    /// <exception cref="ApiException">A request has more answers than one request may.</exception>
    public static void CheckChoices(AnswerRequest request)
    {
        if (request.Choices > MostChoices)
            throw ApiErrors.BadValue("n", $"'n' for each of {request.Prompts.Count} prompts makes {request.Choices} answers, but at most {MostChoices} are allowed.");
    }

    private static void RefuseUnsupported(RequestFields fields)
    {
        UnsupportedFields.RefuseCommon(fields);
    }

    private static List<string> ReadStops(RequestFields fields)
    {
        const string Expected = "a string or an array of strings";
        if (fields.Find("stop") is not { } value)
            return [];

        List<string> stops = value.ValueKind switch
        {
            JsonValueKind.String => [value.GetString()!],
            JsonValueKind.Array => [.. value.EnumerateArray().Select(
                item => item.ValueKind == JsonValueKind.String ? item.GetString()! : throw ApiErrors.WrongType("stop", Expected))],
            _ => throw ApiErrors.WrongType("stop", Expected),
        };
        if (stops.Count > MaxStops)
            throw ApiErrors.BadValue("stop", $"'stop' has {stops.Count} strings, but may have at most {MaxStops}.");
        if (stops.Contains(""))
            throw ApiErrors.BadValue("stop", "'stop' has an empty string, which would end every answer before it begins.");
        return stops;
    }
}
