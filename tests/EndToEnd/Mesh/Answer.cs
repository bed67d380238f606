using System.Text.Json;

namespace SpecMesh.EndToEnd.Mesh;

/// <summary>What came back on a request.</summary>
/// <param name="Text">The whole text.</param>
/// <param name="FinishReason">Why it ended.</param>
/// <param name="PromptTokens">Tokens of the prompt.</param>
/// <param name="CompletionTokens">Tokens of the text.</param>
/// <param name="TotalTokens">Their sum, as the gateway counts it.</param>
/// <param name="Accepted">Draft tokens that became part of the text.</param>
/// <param name="Rejected">Draft tokens that were refused.</param>
public sealed record Answer(
    string Text, string? FinishReason, int PromptTokens, int CompletionTokens, int TotalTokens, int Accepted, int Rejected)
{
    /// <summary>Reads the body of an answer that was not streamed.</summary>
    public static Answer Parse(JsonElement body)
    {
        var choice = body.GetProperty("choices")[0];
        var text = choice.TryGetProperty("message", out var message) ? message.GetProperty("content") : choice.GetProperty("text");
        return Of(text.GetString()!, choice.GetProperty("finish_reason").GetString(), body.GetProperty("usage"));
    }

    /// <summary>Puts an answer together from its pieces.</summary>
    public static Answer Of(string text, string? finishReason, JsonElement usage)
    {
        var details = usage.GetProperty("completion_tokens_details");
        return new Answer(
            text,
            finishReason,
            usage.GetProperty("prompt_tokens").GetInt32(),
            usage.GetProperty("completion_tokens").GetInt32(),
            usage.GetProperty("total_tokens").GetInt32(),
            details.GetProperty("accepted_prediction_tokens").GetInt32(),
            details.GetProperty("rejected_prediction_tokens").GetInt32());
    }
}
