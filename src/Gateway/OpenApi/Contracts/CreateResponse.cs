using System.ComponentModel.DataAnnotations;
using System.Text.Json;

namespace SpecMesh.Gateway.OpenApi.Contracts;

/// <summary>A conversation that the model answers, in the shape of OpenAI's responses. Nothing is stored, so what would rely on it is refused.</summary>
internal sealed record CreateResponse : TextBody
{
    /// <summary>A text of the user, or the conversation so far: messages, calls and their results.</summary>
    [SchemaOf(typeof(string), typeof(ResponseItemInput[]))]
    public required JsonElement Input { get; init; }

    /// <summary>What the model is told before.</summary>
    public string? Instructions { get; init; }

    /// <summary>Most tokens of the answer.</summary>
    [Range(1, int.MaxValue)]
    public int? MaxOutputTokens { get; init; }

    /// <summary>The text ends before the first of these strings (at most 16) that appears.</summary>
    [SchemaOf(typeof(string), typeof(string[]))]
    public JsonElement? Stop { get; init; }

    /// <summary>What the text must look like.</summary>
    public ResponseText? Text { get; init; }

    /// <summary>Functions that the model may call.</summary>
    [MaxLength(128)]
    public ResponseToolInput[]? Tools { get; init; }

    /// <summary>`none`, `auto`, `required`, or the function that must be called.</summary>
    [SchemaOf(typeof(string), typeof(ResponseToolChoice))]
    public JsonElement? ToolChoice { get; init; }

    /// <summary>Whether it may call several at once. Default: true.</summary>
    public bool? ParallelToolCalls { get; init; }

    /// <summary>`message.output_text.logprobs`: the log-probability of each token.</summary>
    public string[]? Include { get; init; }

    /// <summary>And those of so many of the most likely ones.</summary>
    [Range(0, 20)]
    public int? TopLogprobs { get; init; }

    /// <summary>Accepted; all requests are served alike.</summary>
    [AllowedValues("auto", "default", "flex", "scale", "priority", null)]
    public string? ServiceTier { get; init; }

    /// <summary>Only `disabled`: what does not fit the context is refused.</summary>
    [AllowedValues("disabled", null)]
    public string? Truncation { get; init; }

    /// <summary>Must not be true: nothing is stored.</summary>
    public bool? Store { get; init; }

    /// <summary>Must not be true: nothing is stored.</summary>
    public bool? Background { get; init; }

    /// <summary>Accepted without effect.</summary>
    public Dictionary<string, JsonElement>? Reasoning { get; init; }

    /// <summary>Accepted without effect.</summary>
    [Range(0, int.MaxValue)]
    public int? MaxToolCalls { get; init; }

    /// <summary>Accepted without effect.</summary>
    public Dictionary<string, JsonElement>? Metadata { get; init; }

    /// <summary>Accepted without effect.</summary>
    public string? User { get; init; }

    /// <summary>Accepted without effect.</summary>
    public string? SafetyIdentifier { get; init; }

    /// <summary>Accepted without effect.</summary>
    public string? PromptCacheKey { get; init; }
}

/// <summary>The prompt of a response, to be counted.</summary>
internal sealed record CountResponseTokens
{
    /// <summary>A name of `/v1/models`. May be left out where the mesh has one model.</summary>
    public string? Model { get; init; }

    /// <summary>A text of the user, or the conversation so far.</summary>
    [SchemaOf(typeof(string), typeof(ResponseItemInput[]))]
    public required JsonElement Input { get; init; }

    /// <summary>What the model is told before.</summary>
    public string? Instructions { get; init; }

    /// <summary>Functions that the model may call.</summary>
    [MaxLength(128)]
    public ResponseToolInput[]? Tools { get; init; }
}

/// <summary>A message, which has `role` and `content`; a call (`function_call`), which has `name` and `arguments`; or its result (`function_call_output`), which has `output`.</summary>
internal sealed record ResponseItemInput
{
    [AllowedValues("message", "function_call", "function_call_output", null)]
    public string? Type { get; init; }

    [AllowedValues("system", "developer", "user", "assistant", null)]
    public string? Role { get; init; }

    [SchemaOf(typeof(string), typeof(ResponseTextPart[]))]
    public JsonElement? Content { get; init; }

    public string? Name { get; init; }

    /// <summary>A JSON object, as text.</summary>
    public string? Arguments { get; init; }

    [SchemaOf(typeof(string), typeof(ResponseTextPart[]))]
    public JsonElement? Output { get; init; }
}

/// <summary>A piece of text.</summary>
internal sealed record ResponseTextPart
{
    [AllowedValues("input_text", "output_text")]
    public required string Type { get; init; }

    public required string Text { get; init; }
}

internal sealed record ResponseText
{
    public ResponseTextFormat? Format { get; init; }

    /// <summary>Accepted without effect.</summary>
    public string? Verbosity { get; init; }
}

internal sealed record ResponseTextFormat
{
    [AllowedValues("text", "json_object", "json_schema")]
    public required string Type { get; init; }

    /// <summary>A JSON Schema, for `json_schema`.</summary>
    public JsonElement? Schema { get; init; }
}

/// <summary>A function that the model may call.</summary>
internal sealed record ResponseToolInput
{
    [AllowedValues("function")]
    public required string Type { get; init; }

    [RegularExpression("^[A-Za-z0-9_-]{1,128}$")]
    public required string Name { get; init; }

    public string? Description { get; init; }

    /// <summary>A JSON Schema of its arguments.</summary>
    public Dictionary<string, JsonElement>? Parameters { get; init; }

    /// <summary>Arguments must follow the schema.</summary>
    public bool? Strict { get; init; }
}

/// <summary>The one function that must be called.</summary>
internal sealed record ResponseToolChoice
{
    [AllowedValues("function")]
    public required string Type { get; init; }

    public required string Name { get; init; }
}
