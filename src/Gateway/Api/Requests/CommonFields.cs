using System.Text.Json;
using SpecMesh.Gateway.Api.Errors;
using SpecMesh.V1;

namespace SpecMesh.Gateway.Api.Requests;

/// <summary>What chat completions and completions have in common.</summary>
internal static class CommonFields
{
    private const int MaxStops = 16;

    /// <summary>Reads everything but the prompt and the token limit.</summary>
    public static AnswerRequest Read(RequestFields fields)
    {
        RefuseUnsupported(fields);
        var stream = fields.Flag("stream") ?? false;
        var streamOptions = fields.Object("stream_options");
        if (streamOptions is not null && !stream)
            throw ApiErrors.BadValue("stream_options", "'stream_options' is allowed only when 'stream' is true.");

        var generation = new Generation { Sampling = SamplingFields.Read(fields) };
        generation.Stop.AddRange(ReadStops(fields));
        return new AnswerRequest(
            generation,
            Model: fields.Text("model") is { Length: > 0 } model ? model : null,
            Stream: stream,
            IncludeUsage: streamOptions?.Flag("include_usage") ?? false,
            Drafting: SpeculationFields.Read(fields, generation));
    }

    private static void RefuseUnsupported(RequestFields fields)
    {
        if (fields.Integer("n", 1) > 1)
            throw ApiErrors.Unsupported("n", "'n' above 1 is not supported yet: ask once for each answer, with another 'seed'.");
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
