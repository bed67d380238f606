using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using SpecMesh.Gateway.Api.MessagesApi;
using SpecMesh.Gateway.Api.Responses;

namespace SpecMesh.Gateway.OpenApi.Contracts;

/// <summary>A conversation that the model answers, in the shape of Anthropic's messages.</summary>
internal sealed record CreateMessage : TextBody
{
    /// <summary>Most tokens of the answer.</summary>
    [Range(1, int.MaxValue)]
    public required int MaxTokens { get; init; }

    /// <summary>The conversation so far. The last message is the user's.</summary>
    [MinLength(1)]
    public required ConversationMessage[] Messages { get; init; }

    /// <summary>What the model is told before.</summary>
    [SchemaOf(typeof(string), typeof(TextPart[]))]
    public JsonElement? System { get; init; }

    /// <summary>The text ends before the first of these strings (at most 16) that appears.</summary>
    [SchemaOf(typeof(string), typeof(string[]))]
    public JsonElement? StopSequences { get; init; }

    /// <summary>Functions that the model may call.</summary>
    [MaxLength(128)]
    public MessageToolInput[]? Tools { get; init; }

    /// <summary>Whether it may or must call one, and which.</summary>
    public MessageToolChoice? ToolChoice { get; init; }

    /// <summary>What the text must look like.</summary>
    public OutputConfig? OutputConfig { get; init; }

    /// <summary>Only `disabled`.</summary>
    public Thinking? Thinking { get; init; }

    /// <summary>Accepted; all requests are served alike.</summary>
    [AllowedValues("auto", "standard_only", null)]
    public string? ServiceTier { get; init; }

    /// <summary>Accepted without effect.</summary>
    public Dictionary<string, JsonElement>? Metadata { get; init; }
}

/// <summary>The prompt of a message, to be counted.</summary>
internal sealed record CountMessageTokens
{
    /// <summary>A name of `/v1/models`. May be left out where the mesh has one model.</summary>
    public string? Model { get; init; }

    /// <summary>The conversation so far. The last message is the user's.</summary>
    [MinLength(1)]
    public required ConversationMessage[] Messages { get; init; }

    /// <summary>What the model is told before.</summary>
    [SchemaOf(typeof(string), typeof(TextPart[]))]
    public JsonElement? System { get; init; }

    /// <summary>Functions that the model may call.</summary>
    [MaxLength(128)]
    public MessageToolInput[]? Tools { get; init; }

    /// <summary>Whether it may or must call one, and which.</summary>
    public MessageToolChoice? ToolChoice { get; init; }
}

/// <summary>A message of a conversation.</summary>
internal sealed record ConversationMessage
{
    [AllowedValues("user", "assistant")]
    public required string Role { get; init; }

    [SchemaOf(typeof(string), typeof(ContentBlockInput[]))]
    public required JsonElement Content { get; init; }
}

/// <summary>A text; a call of the assistant (`tool_use`), which has `name` and `input`; or its result (`tool_result`), which has `content`.</summary>
internal sealed record ContentBlockInput
{
    [AllowedValues("text", "tool_use", "tool_result")]
    public required string Type { get; init; }

    public string? Text { get; init; }

    public string? Name { get; init; }

    public Dictionary<string, JsonElement>? Input { get; init; }

    [SchemaOf(typeof(string), typeof(TextPart[]))]
    public JsonElement? Content { get; init; }

    public bool? IsError { get; init; }
}

/// <summary>A function that the model may call.</summary>
internal sealed record MessageToolInput
{
    [AllowedValues("custom", null)]
    public string? Type { get; init; }

    [RegularExpression("^[A-Za-z0-9_-]{1,128}$")]
    public required string Name { get; init; }

    public string? Description { get; init; }

    /// <summary>A JSON Schema of its arguments.</summary>
    public required Dictionary<string, JsonElement> InputSchema { get; init; }

    /// <summary>Arguments must follow the schema.</summary>
    public bool? Strict { get; init; }
}

internal sealed record MessageToolChoice
{
    [AllowedValues("auto", "any", "tool", "none")]
    public required string Type { get; init; }

    /// <summary>Of `tool`: the function that must be called.</summary>
    public string? Name { get; init; }

    public bool? DisableParallelToolUse { get; init; }
}

internal sealed record OutputConfig
{
    public ResponseTextFormat? Format { get; init; }

    /// <summary>Accepted without effect.</summary>
    public string? Effort { get; init; }
}

internal sealed record Thinking
{
    [AllowedValues("disabled", null)]
    public string? Type { get; init; }
}

/// <summary>An event of a streamed message. Each type has some of the fields; the type is also the event's name.</summary>
internal sealed record MessageStreamEvent
{
    public required string Type { get; init; }

    /// <summary>Of `message_start`.</summary>
    public MessageObject? Message { get; init; }

    /// <summary>Of the events of a content block: which.</summary>
    public int? Index { get; init; }

    /// <summary>Of `content_block_start`.</summary>
    public ContentBlock? ContentBlock { get; init; }

    /// <summary>Of `content_block_delta`: what the block grows by. Of `message_delta`: how the message ended.</summary>
    [SchemaOf(typeof(BlockDelta), typeof(MessageEnd))]
    public JsonElement? Delta { get; init; }

    /// <summary>Of `message_delta`.</summary>
    public MessageUsage? Usage { get; init; }

    /// <summary>Of `message_delta`.</summary>
    public Timings? Timings { get; init; }

    /// <summary>Of `message_delta`, if asked for.</summary>
    public AnswerMetrics? Metrics { get; init; }
}
