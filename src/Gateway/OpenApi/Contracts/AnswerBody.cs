using System.ComponentModel.DataAnnotations;
using System.Text.Json;

namespace SpecMesh.Gateway.OpenApi.Contracts;

/// <summary>What chat completions and completions both take.</summary>
internal abstract record AnswerBody : TextBody
{
    /// <summary>Most tokens of each answer.</summary>
    [Range(1, int.MaxValue)]
    public int? MaxTokens { get; init; }

    /// <summary>The text ends before the first of these strings (at most 16) that appears.</summary>
    [SchemaOf(typeof(string), typeof(string[]))]
    public JsonElement? Stop { get; init; }

    /// <summary>Answers to each prompt.</summary>
    [Range(1, 128)]
    public int? N { get; init; }

    /// <summary>Allowed when `stream` is true.</summary>
    public StreamOptions? StreamOptions { get; init; }

    /// <summary>What the answer must look like.</summary>
    public ResponseFormat? ResponseFormat { get; init; }

    /// <summary>Accepted; all requests are served alike.</summary>
    [AllowedValues("auto", "default", "flex", "scale", "priority", null)]
    public string? ServiceTier { get; init; }

    /// <summary>Accepted without effect.</summary>
    public string? User { get; init; }

    /// <summary>Accepted without effect.</summary>
    public string? SafetyIdentifier { get; init; }

    /// <summary>Accepted without effect.</summary>
    public string? PromptCacheKey { get; init; }

    /// <summary>Accepted without effect.</summary>
    public Dictionary<string, JsonElement>? Metadata { get; init; }

    /// <summary>Accepted without effect: nothing is ever stored.</summary>
    public bool? Store { get; init; }
}

internal sealed record StreamOptions
{
    /// <summary>End with a chunk that counts tokens.</summary>
    public bool? IncludeUsage { get; init; }
}
