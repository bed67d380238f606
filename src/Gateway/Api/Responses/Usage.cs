namespace SpecMesh.Gateway.Api.Responses;

/// <summary>Token counts of an answer, over all its choices.</summary>
internal sealed record Usage(
    int PromptTokens,
    int CompletionTokens,
    int TotalTokens,
    PromptTokensDetails PromptTokensDetails,
    CompletionTokensDetails CompletionTokensDetails);

/// <param name="CachedTokens">Prompt tokens that the verifier still had in its KV cache.</param>
internal sealed record PromptTokensDetails(int CachedTokens);

/// <param name="AcceptedPredictionTokens">Tokens that draft nodes guessed, or the client predicted, and that became part of the answer.</param>
/// <param name="RejectedPredictionTokens">The same, verified and refused.</param>
/// <param name="Speculation">Who guessed them.</param>
internal sealed record CompletionTokensDetails(int AcceptedPredictionTokens, int RejectedPredictionTokens, SpeculationDetails Speculation)
{
    public int ReasoningTokens { get; }
}

/// <summary>Guesses by who made them.</summary>
/// <param name="Draft">Draft nodes.</param>
/// <param name="Prediction">The client, in <c>prediction</c>.</param>
/// <param name="Guess">The verifier, from earlier text.</param>
internal sealed record SpeculationDetails(GuessCounts Draft, GuessCounts Prediction, GuessCounts Guess);

internal sealed record GuessCounts(int Accepted, int Rejected);
