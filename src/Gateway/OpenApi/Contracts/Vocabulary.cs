using System.Text.Json;

namespace SpecMesh.Gateway.OpenApi.Contracts;

/// <summary>A text to cut into tokens.</summary>
internal sealed record TokenizeBody
{
    /// <summary>A name of `/v1/models`. May be left out where the mesh has one model.</summary>
    public string? Model { get; init; }

    /// <summary>The text.</summary>
    public required string Content { get; init; }

    /// <summary>Add the tokens that begin every prompt. Default: false.</summary>
    public bool? AddSpecial { get; init; }

    /// <summary>Read the spellings of control tokens as those tokens. Default: true.</summary>
    public bool? ParseSpecial { get; init; }

    /// <summary>Give each token's text, too.</summary>
    public bool? WithPieces { get; init; }
}

/// <summary>Tokens to turn into text.</summary>
internal sealed record DetokenizeBody
{
    /// <summary>A name of `/v1/models`. May be left out where the mesh has one model.</summary>
    public string? Model { get; init; }

    /// <summary>Token ids.</summary>
    public required int[] Tokens { get; init; }
}

/// <summary>A conversation to write as the model reads it.</summary>
internal sealed record ApplyTemplateBody
{
    /// <summary>A name of `/v1/models`. May be left out where the mesh has one model.</summary>
    public string? Model { get; init; }

    /// <summary>The conversation.</summary>
    public required MessageInput[] Messages { get; init; }

    /// <summary>Functions that the model is told of.</summary>
    public ToolInput[]? Tools { get; init; }

    /// <summary>Whether it may or must call one, and which.</summary>
    [SchemaOf(typeof(string), typeof(ToolChoiceInput))]
    public JsonElement? ToolChoice { get; init; }

    /// <summary>Whether it may call several at once.</summary>
    public bool? ParallelToolCalls { get; init; }
}

/// <summary>Tokens, as numbers or, where pieces were asked for, with their texts.</summary>
internal sealed record Tokenized
{
    [SchemaOf(typeof(int[]), typeof(TokenWithPiece[]))]
    public required JsonElement Tokens { get; init; }
}

internal sealed record TokenWithPiece
{
    public required int Id { get; init; }

    /// <summary>Its text, or its bytes where they are no whole characters.</summary>
    [SchemaOf(typeof(string), typeof(int[]))]
    public required JsonElement Piece { get; init; }
}
