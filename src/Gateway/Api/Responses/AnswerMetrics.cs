namespace SpecMesh.Gateway.Api.Responses;

/// <summary>vLLM's <c>metrics</c>.</summary>
internal sealed record AnswerMetrics(SpeculativeDecoding SpeculativeDecoding);

/// <summary>How well draft tokens did, in vLLM's shape. A step is a pass that verified draft tokens.</summary>
/// <param name="MeanAcceptanceLength">Tokens that a step decides on average: 1 + accepted / steps.</param>
/// <param name="DraftAcceptanceRate">Accepted / verified.</param>
/// <param name="AcceptanceHistogram">Entry k: steps that accepted k.</param>
/// <param name="NumSpecSteps">Steps.</param>
/// <param name="NumAcceptedDraftTokens">Draft tokens that became part of the answer.</param>
/// <param name="NumDraftTokens">Draft tokens that were verified.</param>
/// <param name="NumSpecTokens">Most that a step verified; vLLM's is a setting.</param>
internal sealed record SpeculativeDecoding(
    double MeanAcceptanceLength,
    double DraftAcceptanceRate,
    IReadOnlyList<int> AcceptanceHistogram,
    int NumSpecSteps,
    int NumAcceptedDraftTokens,
    int NumDraftTokens,
    int NumSpecTokens);
