using System.ComponentModel.DataAnnotations;
using System.Text.Json;

namespace SpecMesh.Gateway.OpenApi.Contracts;

/// <summary>A text that the model continues.</summary>
internal sealed record CreateCompletion : AnswerBody
{
    /// <summary>A text, an array of token ids, or an array of these, each of which gets its own answers.</summary>
    [SchemaOf(typeof(string), typeof(int[]), typeof(string[]), typeof(int[][]))]
    public required JsonElement Prompt { get; init; }

    /// <summary>Give the log-probability of each token, and those of so many of the most likely ones.</summary>
    [Range(0, 20)]
    public int? Logprobs { get; init; }

    /// <summary>Begin each text with its prompt. Not together with `logprobs`.</summary>
    public bool? Echo { get; init; }

    /// <summary>Accepted where it equals `n`.</summary>
    [Range(1, int.MaxValue)]
    public int? BestOf { get; init; }
}
