using System.Text.Json;
using System.Text.Json.Serialization;
using SpecMesh.Gateway.OpenApi;

namespace SpecMesh.Gateway.Api.Responses;

/// <summary>An answer of <c>/v1/completions</c>, whole or a piece: OpenAI uses one shape for both.</summary>
internal sealed record TextCompletion(
    string Id,
    string Object,
    long Created,
    string Model,
    TextChoice[] Choices,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull), SchemaOf(typeof(Usage))] JsonElement? Usage,
    string SystemFingerprint,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] Timings? Timings,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] AnswerMetrics? Metrics,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] TokenExtension? Specmesh);

/// <summary>One choice. The extension is here in whole answers, and beside the choices in pieces.</summary>
internal sealed record TextChoice(
    int Index,
    string Text,
    string? FinishReason,
    CompletionLogprobs? Logprobs,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] TokenExtension? Specmesh = null);
