using System.ComponentModel.DataAnnotations;
using System.Text.Json;

namespace SpecMesh.Gateway.OpenApi.Contracts;

/// <summary>What an answer must look like.</summary>
internal sealed record ResponseFormat
{
    [AllowedValues("text", "json_object", "json_schema")]
    public required string Type { get; init; }

    /// <summary>Of `json_schema`.</summary>
    public NamedSchema? JsonSchema { get; init; }

    /// <summary>A JSON Schema for `json_object`, as llama.cpp's servers take one.</summary>
    public JsonElement? Schema { get; init; }
}

internal sealed record NamedSchema
{
    /// <summary>A JSON Schema.</summary>
    public required JsonElement Schema { get; init; }
}
