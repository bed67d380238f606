using System.ComponentModel.DataAnnotations;
using System.Text.Json;

namespace SpecMesh.Gateway.OpenApi.Contracts;

/// <summary>What requests for text take in every API. A field that is null counts as absent; unknown fields are ignored.</summary>
internal abstract record TextBody
{
    /// <summary>A name of `/v1/models`. May be left out where the mesh has one model.</summary>
    public string? Model { get; init; }

    /// <summary>Fewest tokens: before them no token that ends the answer is drawn, and stop strings are not looked for.</summary>
    [Range(0, int.MaxValue)]
    public int? MinTokens { get; init; }

    /// <summary>Never draw a token that ends the answer.</summary>
    public bool? IgnoreEos { get; init; }

    /// <summary>How freely tokens are drawn; 0 takes the most likely one. Default: 1.</summary>
    [Range(0, 2)]
    public float? Temperature { get; init; }

    /// <summary>Draw from the most likely tokens that have this probability together. Default: 1, all.</summary>
    [Range(0, 1)]
    public float? TopP { get; init; }

    /// <summary>Draw from so many of the most likely tokens. 0 and -1: from all, the default.</summary>
    [Range(-1, int.MaxValue)]
    public int? TopK { get; init; }

    /// <summary>Leave out tokens with less than this part of the most likely one's probability. Default: 0.</summary>
    [Range(0, 1)]
    public float? MinP { get; init; }

    /// <summary>Taken from the logit of each token that the text has already.</summary>
    [Range(-2, 2)]
    public float? PresencePenalty { get; init; }

    /// <summary>Taken from the logit of a token for each time that the text has it.</summary>
    [Range(-2, 2)]
    public float? FrequencyPenalty { get; init; }

    /// <summary>Divides the logits of tokens that the text has already, as in llama.cpp. 0 and 1: off.</summary>
    [Range(0, 10)]
    public float? RepeatPenalty { get; init; }

    /// <summary>How many of the last tokens penalties look at. 0: no penalties; -1: all tokens.</summary>
    [Range(-1, int.MaxValue)]
    public int? RepeatLastN { get; init; }

    /// <summary>Added to the logits of tokens, by their ids: -100 to 100.</summary>
    public Dictionary<string, float>? LogitBias { get; init; }

    /// <summary>Same request, same seed, same answer. Without one the gateway draws it.</summary>
    public long? Seed { get; init; }

    /// <summary>Send the answer piece by piece, as server-sent events.</summary>
    public bool? Stream { get; init; }

    /// <summary>The same in llama.cpp's notation, GBNF. Not together with `response_format` or `tools`.</summary>
    public string? Grammar { get; init; }

    /// <summary>Text that the answer is expected to repeat for the most part.</summary>
    public Prediction? Prediction { get; init; }

    /// <summary>Whether and how far draft nodes guess. No part of it changes the answer.</summary>
    public SpeculationInput? Speculation { get; init; }

    /// <summary>More about the answer than OpenAI's API has.</summary>
    public SpecmeshInput? Specmesh { get; init; }
}

internal sealed record Prediction
{
    [AllowedValues("content")]
    public required string Type { get; init; }

    /// <summary>The text.</summary>
    [SchemaOf(typeof(string), typeof(TextPart[]))]
    public required JsonElement Content { get; init; }
}

internal sealed record SpeculationInput
{
    /// <summary>False: plain decoding. Default: true.</summary>
    public bool? Enabled { get; init; }

    /// <summary>Most draft tokens verified in one pass. Default: as many as pay.</summary>
    [Range(0, 256)]
    public int? MaxDepth { get; init; }

    /// <summary>Fewest draft tokens verified in one pass, if so many are there.</summary>
    [Range(0, 256)]
    public int? MinDepth { get; init; }

    /// <summary>The name of the only draft node that may guess.</summary>
    public string? Draft { get; init; }
}

internal sealed record SpecmeshInput
{
    /// <summary>List each token with who guessed it.</summary>
    public bool? Tokens { get; init; }

    /// <summary>With so many of the most likely tokens at each. Allowed when `tokens` is true.</summary>
    [Range(0, 20)]
    public int? TopLogprobs { get; init; }

    /// <summary>Count speculation in vLLM's shape.</summary>
    public bool? Metrics { get; init; }
}

/// <summary>A piece of text.</summary>
internal sealed record TextPart
{
    [AllowedValues("text")]
    public required string Type { get; init; }

    public required string Text { get; init; }
}
