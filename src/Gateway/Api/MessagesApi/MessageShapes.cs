using System.Text.Json;
using System.Text.Json.Serialization;
using SpecMesh.Gateway.Api.Responses;

namespace SpecMesh.Gateway.Api.MessagesApi;

internal sealed record MessageErrorBody(string Type, MessageError Error, string RequestId);

internal sealed record MessageError(string Type, string Message);

/// <summary>
/// An answer of <c>/v1/messages</c>, whole or before its first block. It has a stop reason once it has ended, and a stop sequence if one of the
/// client's ended it.
/// </summary>
internal sealed record MessageObject(
    string Id,
    string Type,
    string Role,
    string Model,
    ContentBlock[] Content,
    string? StopReason,
    string? StopSequence,
    MessageUsage Usage,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] Timings? Timings = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] AnswerMetrics? Metrics = null);

/// <summary>A text, or a call, which has the last three.</summary>
internal sealed record ContentBlock(
    string Type,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Text = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Id = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Name = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] JsonElement? Input = null);

/// <param name="InputTokens">Prompt tokens that were not in the verifier's KV cache.</param>
/// <param name="CacheReadInputTokens">Those that were.</param>
/// <param name="OutputTokens">Tokens of the answer.</param>
internal sealed record MessageUsage(int InputTokens, int CacheReadInputTokens, int OutputTokens)
{
    /// <summary>Caching costs nothing here, so nothing is counted.</summary>
    public int CacheCreationInputTokens { get; }

    public string ServiceTier { get; } = "standard";
}

/// <summary>An event of a streamed message. Each type has some of the fields; the type is also the event's name.</summary>
internal sealed record MessageEvent(
    string Type,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] MessageObject? Message = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] int? Index = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] ContentBlock? ContentBlock = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] BlockDelta? Delta = null);

/// <summary>What a text, or the JSON of a call's arguments, grows by.</summary>
internal sealed record BlockDelta(
    string Type,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Text = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? PartialJson = null);

/// <summary>The event <c>message_delta</c>: how the message ended.</summary>
internal sealed record MessageDeltaEvent(
    string Type,
    MessageEnd Delta,
    MessageUsage Usage,
    Timings Timings,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] AnswerMetrics? Metrics);

internal sealed record MessageEnd(string StopReason, string? StopSequence);

/// <summary>Answer of <c>/v1/messages/count_tokens</c>.</summary>
internal sealed record TokenCount(int InputTokens);
