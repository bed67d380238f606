namespace SpecMesh.Gateway.Api.Responses;

/// <summary>Log-probabilities in a completion's shape: entry k of each array is about token k.</summary>
/// <param name="Tokens">Their texts; <c>bytes:\xe2\x80</c> where the bytes are no whole characters.</param>
/// <param name="TokenLogprobs">Natural logarithms of their probabilities.</param>
/// <param name="TopLogprobs">The most likely tokens there, and the token itself, with their log-probabilities.</param>
/// <param name="TextOffset">Where in the text they begin, in characters (code points).</param>
internal sealed record CompletionLogprobs(
    string[] Tokens, float[] TokenLogprobs, Dictionary<string, float>[] TopLogprobs, int[] TextOffset);
