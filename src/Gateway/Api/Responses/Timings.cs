using System.Text.Json.Serialization;

namespace SpecMesh.Gateway.Api.Responses;

/// <summary>How long an answer took, in llama.cpp's shape. Milliseconds; what cannot be divided is 0.</summary>
internal sealed record Timings(
    int CacheN,
    int PromptN,
    double PromptMs,
    double PromptPerTokenMs,
    double PromptPerSecond,
    int PredictedN,
    double PredictedMs,
    double PredictedPerTokenMs,
    double PredictedPerSecond,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] int? DraftN,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] int? DraftNAccepted);
