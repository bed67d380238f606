using System.Text.Json;
using SpecMesh.Gateway.Api.Errors;
using SpecMesh.Gateway.Generations;
using SpecMesh.V1;

namespace SpecMesh.Gateway.Api.Requests;

/// <summary>What requests for text have in common.</summary>
internal static class CommonFields
{
    private const int MaxStops = 16;

    /// <summary>Most answers to one request: OpenAI's limit.</summary>
    private const int MostChoices = 128;

    /// <summary>Reads what chat completions and completions have in common: everything but the prompt, the most tokens and the log-probabilities.</summary>
    public static AnswerRequest Read(RequestFields fields, IHeaderDictionary headers, AnswerFormat format)
    {
        var request = ReadOfAll(fields, headers, format, "stop");
        AcceptedFields.Check(fields);
        return request with
        {
            Options = request.Options with
            {
                ChoicesPerPrompt = fields.Integer("n", 1, MostChoices) ?? 1,
                IncludeUsage = ReadStreamOptions(fields, request.Options)?.Flag("include_usage") ?? false,
                ServiceTier = AcceptedFields.ReadServiceTier(fields),
            },
        };
    }

    /// <summary>Reads what requests of every API have in common.</summary>
    /// <param name="fields">The request.</param>
    /// <param name="headers">The request's headers.</param>
    /// <param name="format">How the answer is written.</param>
    /// <param name="stop">The field of the strings that end the text.</param>
    public static AnswerRequest ReadOfAll(RequestFields fields, IHeaderDictionary headers, AnswerFormat format, string stop)
    {
        UnsupportedFields.RefuseCommon(fields);
        var generation = new Generation
        {
            Sampling = SamplingFields.Read(fields),
            MinTokens = fields.Integer("min_tokens", 0) ?? 0,
            IgnoreEnd = fields.Flag("ignore_eos") ?? false,
            Prediction = PredictionFields.Read(fields),
            PrefixKey = PrefixKey.OfName(fields.Text("prompt_cache_key")),
        };
        generation.Stop.AddRange(ReadStops(fields, stop));
        return new AnswerRequest(
            [generation],
            Model: fields.Text("model") is { Length: > 0 } model ? model : null,
            Drafting: SpeculationFields.Read(fields, headers, generation),
            new AnswerOptions { Stream = fields.Flag("stream") ?? false },
            format);
    }

    /// <summary>Reads <c>stream_options</c>, which only a streamed answer may have.</summary>
    public static RequestFields? ReadStreamOptions(RequestFields fields, AnswerOptions options)
    {
        var streamOptions = fields.Object("stream_options");
        return streamOptions is null || options.Stream
            ? streamOptions
            : throw ApiErrors.BadValue("stream_options", "'stream_options' is allowed only when 'stream' is true.");
    }

    /// <summary>Completes what was read.</summary>
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

    private static List<string> ReadStops(RequestFields fields, string name)
    {
        const string Expected = "a string or an array of strings";
        if (fields.Find(name) is not { } value)
            return [];

        List<string> stops = value.ValueKind switch
        {
            JsonValueKind.String => [value.GetString()!],
            JsonValueKind.Array => [.. value.EnumerateArray().Select(
                item => item.ValueKind == JsonValueKind.String ? item.GetString()! : throw ApiErrors.WrongType(name, Expected))],
            _ => throw ApiErrors.WrongType(name, Expected),
        };
        if (stops.Count > MaxStops)
            throw ApiErrors.BadValue(name, $"'{name}' has {stops.Count} strings, but may have at most {MaxStops}.");
        if (stops.Contains(""))
            throw ApiErrors.BadValue(name, $"'{name}' has an empty string, which would end every answer before it begins.");
        return stops;
    }
}
