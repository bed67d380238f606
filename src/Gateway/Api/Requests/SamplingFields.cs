using System.Globalization;
using System.Text.Json;
using SpecMesh.Gateway.Api.Errors;
using SpecMesh.V1;

namespace SpecMesh.Gateway.Api.Requests;

/// <summary>How tokens are drawn: OpenAI's parameters, and llama.cpp's under its own names.</summary>
internal static class SamplingFields
{
    private const float MaxBias = 100;

    public static Sampling Read(RequestFields fields)
    {
        var sampling = new Sampling
        {
            // Drawn here and not by a verifier: a replay on another one must go on with the same noise.
            Seed = unchecked((ulong)(fields.Long("seed") ?? Random.Shared.NextInt64())),
            Temperature = fields.Number("temperature", 0, 2) ?? 1,
            TopP = fields.Number("top_p", 0, 1) ?? 1,
            MinP = fields.Number("min_p", 0, 1) ?? 0,
            TopK = Math.Max(0, fields.Integer("top_k", -1) ?? 0),
            PresencePenalty = fields.Number("presence_penalty", -2, 2) ?? 0,
            FrequencyPenalty = fields.Number("frequency_penalty", -2, 2) ?? 0,
            RepetitionPenalty = fields.Number("repeat_penalty", 0, 10) ?? 0,
        };
        ReadPenaltyWindow(fields, sampling);
        ReadLogitBias(fields, sampling);
        return sampling;
    }

    private static void ReadPenaltyWindow(RequestFields fields, Sampling sampling)
    {
        var window = fields.Integer("repeat_last_n", -1);
        if (window == 0)
        {
            // No window, no penalties; in the protocol 0 stands for the usual window.
            sampling.PresencePenalty = sampling.FrequencyPenalty = sampling.RepetitionPenalty = 0;
        }

        sampling.PenaltyWindow = window ?? 0;
    }

    private static void ReadLogitBias(RequestFields fields, Sampling sampling)
    {
        if (fields.Find("logit_bias") is not { } bias)
            return;
        if (bias.ValueKind != JsonValueKind.Object)
            throw ApiErrors.WrongType(fields.NameOf("logit_bias"), "an object of token ids and numbers");

        var values = fields.Object("logit_bias")!.Value;
        foreach (var entry in bias.EnumerateObject())
        {
            if (!int.TryParse(entry.Name, NumberStyles.None, CultureInfo.InvariantCulture, out var token))
                throw ApiErrors.BadValue("logit_bias", $"'logit_bias' has the key '{entry.Name}', which is no token id.");
            sampling.LogitBias[token] = values.Number(entry.Name, -MaxBias, MaxBias)
                ?? throw ApiErrors.WrongType(values.NameOf(entry.Name), "a number");
        }
    }
}
