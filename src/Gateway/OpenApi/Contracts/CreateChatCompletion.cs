using System.ComponentModel.DataAnnotations;
using System.Text.Json;

namespace SpecMesh.Gateway.OpenApi.Contracts;

/// <summary>A conversation that the model answers.</summary>
internal sealed record CreateChatCompletion : AnswerBody
{
    /// <summary>The conversation so far.</summary>
    [MinLength(1)]
    public required MessageInput[] Messages { get; init; }

    /// <summary>Most tokens of each answer; counts before `max_tokens`.</summary>
    [Range(1, int.MaxValue)]
    public int? MaxCompletionTokens { get; init; }

    /// <summary>Give the log-probability of each token.</summary>
    public bool? Logprobs { get; init; }

    /// <summary>And those of so many of the most likely ones. Allowed when `logprobs` is true.</summary>
    [Range(0, 20)]
    public int? TopLogprobs { get; init; }

    /// <summary>Functions that the model may call.</summary>
    [MaxLength(128)]
    public ToolInput[]? Tools { get; init; }

    /// <summary>Whether it may or must call one, and which.</summary>
    [SchemaOf(typeof(string), typeof(ToolChoiceInput))]
    public JsonElement? ToolChoice { get; init; }

    /// <summary>Whether it may call several at once. Default: true.</summary>
    public bool? ParallelToolCalls { get; init; }
}

/// <summary>A message of a conversation.</summary>
internal sealed record MessageInput
{
    [AllowedValues("system", "developer", "user", "assistant", "tool")]
    public required string Role { get; init; }

    /// <summary>The text. May be missing next to `tool_calls`.</summary>
    [SchemaOf(typeof(string), typeof(TextPart[]))]
    public JsonElement? Content { get; init; }

    /// <summary>Of the assistant: the functions that it called.</summary>
    public ToolCallInput[]? ToolCalls { get; init; }
}

internal sealed record ToolCallInput
{
    [AllowedValues("function", null)]
    public string? Type { get; init; }

    public required FunctionCallInput Function { get; init; }
}

internal sealed record FunctionCallInput
{
    public required string Name { get; init; }

    /// <summary>A JSON object, as text.</summary>
    public string? Arguments { get; init; }
}

/// <summary>A function that the model may call.</summary>
internal sealed record ToolInput
{
    [AllowedValues("function")]
    public required string Type { get; init; }

    public required FunctionInput Function { get; init; }
}

internal sealed record FunctionInput
{
    [RegularExpression("^[A-Za-z0-9_-]{1,128}$")]
    public required string Name { get; init; }

    public string? Description { get; init; }

    /// <summary>A JSON Schema of its arguments.</summary>
    public Dictionary<string, JsonElement>? Parameters { get; init; }

    /// <summary>Arguments must follow the schema.</summary>
    public bool? Strict { get; init; }
}

/// <summary>The one function that must be called.</summary>
internal sealed record ToolChoiceInput
{
    [AllowedValues("function")]
    public required string Type { get; init; }

    public required FunctionNameInput Function { get; init; }
}

internal sealed record FunctionNameInput
{
    public required string Name { get; init; }
}
