namespace SpecMesh.Gateway.Api.Responses;

/// <summary>Log-probabilities in a chat's shape.</summary>
internal sealed record ChatLogprobs(ChatTokenLogprob[] Content)
{
    public object? Refusal { get; }
}

/// <param name="Token">Its text; bytes that are no whole character as U+FFFD.</param>
/// <param name="Logprob">Natural logarithm of its probability.</param>
/// <param name="Bytes">Its bytes as numbers.</param>
/// <param name="TopLogprobs">The most likely tokens there.</param>
internal sealed record ChatTokenLogprob(string Token, float Logprob, int[] Bytes, ChatTopLogprob[] TopLogprobs);

internal sealed record ChatTopLogprob(string Token, float Logprob, int[] Bytes);
