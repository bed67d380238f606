using System.Text.Json;
using System.Text.Json.Serialization;
using SpecMesh.Gateway.OpenApi;

namespace SpecMesh.Gateway.Api.Responses;

internal sealed record ChatCompletion(
    string Id,
    string Object,
    long Created,
    string Model,
    ChatChoice[] Choices,
    Usage Usage,
    string SystemFingerprint,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? ServiceTier,
    Timings Timings,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] AnswerMetrics? Metrics);

internal sealed record ChatChoice(
    int Index,
    ChatMessage Message,
    string FinishReason,
    ChatLogprobs? Logprobs,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] TokenExtension? Specmesh);

/// <param name="Role">Who speaks.</param>
/// <param name="Content">The text. Null: there is none, only calls.</param>
/// <param name="ToolCalls">The calls that the model asks for. Null: none.</param>
internal sealed record ChatMessage(
    string Role,
    string? Content,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] ToolCall[]? ToolCalls = null)
{
    public object? Refusal { get; }
}

/// <summary>A piece of an answer. Usage is absent unless the client asked for it; then it is null in every chunk but the last.</summary>
internal sealed record ChatChunk(
    string Id,
    string Object,
    long Created,
    string Model,
    ChatChunkChoice[] Choices,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull), SchemaOf(typeof(Usage))] JsonElement? Usage,
    string SystemFingerprint,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? ServiceTier,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] Timings? Timings,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] AnswerMetrics? Metrics,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] TokenExtension? Specmesh);

internal sealed record ChatChunkChoice(int Index, ChatDelta Delta, string? FinishReason, ChatLogprobs? Logprobs);

internal sealed record ChatDelta(
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Role = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Content = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] ToolCallDelta[]? ToolCalls = null);
