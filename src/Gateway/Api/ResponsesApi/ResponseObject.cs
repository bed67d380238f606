using System.Text.Json;
using System.Text.Json.Serialization;
using SpecMesh.Gateway.Api.Responses;

namespace SpecMesh.Gateway.Api.ResponsesApi;

/// <summary>An answer of <c>/v1/responses</c>, whole or as far as it is.</summary>
internal sealed record ResponseObject(
    string Id,
    string Object,
    long CreatedAt,
    string Status,
    ResponseError? Error,
    IncompleteDetails? IncompleteDetails,
    string Model,
    ResponseItem[] Output,
    string ServiceTier,
    ResponseUsage? Usage,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] Timings? Timings,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] AnswerMetrics? Metrics)
{
    /// <summary>The request's settings, as fields of their own.</summary>
    [JsonExtensionData]
    public Dictionary<string, JsonElement> Settings { get; set; } = [];
}

internal sealed record ResponseError(string Code, string Message);

/// <param name="Reason">Why the answer is cut off.</param>
internal sealed record IncompleteDetails(string Reason);

/// <summary>A message, which has role and content, or a call, which has the last three.</summary>
internal sealed record ResponseItem(
    string Id,
    string Type,
    string Status,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Role = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] ResponsePart[]? Content = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? CallId = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Name = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Arguments = null);

/// <summary>Text of a message. Log-probabilities are there if they were asked for.</summary>
internal sealed record ResponsePart(string Type, string Text, ChatTokenLogprob[] Logprobs)
{
    /// <summary>Sources that the text names: always none.</summary>
    public string[] Annotations { get; } = [];
}

internal sealed record ResponseUsage(
    int InputTokens, PromptTokensDetails InputTokensDetails, int OutputTokens, OutputTokensDetails OutputTokensDetails, int TotalTokens)
{
    public static ResponseUsage Of(Usage usage) => new(
        usage.PromptTokens, usage.PromptTokensDetails, usage.CompletionTokens, new OutputTokensDetails(), usage.TotalTokens);
}

/// <summary>Answer of <c>/v1/responses/input_tokens</c>.</summary>
internal sealed record InputTokens(string Object, [property: JsonPropertyName("input_tokens")] int Count);

internal sealed record OutputTokensDetails
{
    public int ReasoningTokens { get; }
}
