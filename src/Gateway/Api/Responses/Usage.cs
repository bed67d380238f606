namespace SpecMesh.Gateway.Api.Responses;

/// <summary>Token counts of an answer.</summary>
internal sealed record Usage(
    int PromptTokens,
    int CompletionTokens,
    int TotalTokens,
    PromptTokensDetails PromptTokensDetails,
    CompletionTokensDetails CompletionTokensDetails);

/// <param name="CachedTokens">Prompt tokens that the verifier still had in its KV cache.</param>
internal sealed record PromptTokensDetails(int CachedTokens);

/// <param name="AcceptedPredictionTokens">Draft tokens that became part of the answer.</param>
/// <param name="RejectedPredictionTokens">Draft tokens that were verified and refused.</param>
internal sealed record CompletionTokensDetails(int AcceptedPredictionTokens, int RejectedPredictionTokens)
{
    public int ReasoningTokens { get; }
}
