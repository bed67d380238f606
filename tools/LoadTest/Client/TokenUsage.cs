using System.Text.Json;

namespace SpecMesh.LoadTest.Client;

/// <summary>What the server counted.</summary>
/// <param name="Prompt">Tokens of the prompt.</param>
/// <param name="Completion">Tokens of the answer.</param>
/// <param name="Cached">Prompt tokens that were in the KV cache already.</param>
/// <param name="Accepted">Accepted draft tokens; null where the server does not say.</param>
/// <param name="Rejected">Verified and refused draft tokens; null where the server does not say.</param>
internal sealed record TokenUsage(int Prompt, int Completion, int Cached, int? Accepted, int? Rejected)
{
    /// <summary>Reads OpenAI's <c>usage</c>.</summary>
    public static TokenUsage Parse(JsonElement usage)
    {
        var details = Member(usage, "completion_tokens_details");
        return new TokenUsage(
            Number(usage, "prompt_tokens") ?? 0,
            Number(usage, "completion_tokens") ?? 0,
            Number(Member(usage, "prompt_tokens_details"), "cached_tokens") ?? 0,
            Number(details, "accepted_prediction_tokens"),
            Number(details, "rejected_prediction_tokens"));
    }

    /// <summary>Adds what llama-server says about drafts in its <c>timings</c>.</summary>
    public TokenUsage With(DraftTimings timings) => Accepted is null
        ? this with { Accepted = timings.Accepted, Rejected = timings.Drafted - timings.Accepted }
        : this;

    internal static int? Number(JsonElement json, string name) =>
        json.ValueKind == JsonValueKind.Object && json.TryGetProperty(name, out var value)
        && value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number)
            ? number
            : null;

    private static JsonElement Member(JsonElement json, string name) =>
        json.TryGetProperty(name, out var value) ? value : default;
}

/// <summary>llama-server's count of draft tokens.</summary>
internal readonly record struct DraftTimings(int Drafted, int Accepted)
{
    public static DraftTimings? Parse(JsonElement timings) =>
        TokenUsage.Number(timings, "draft_n") is { } drafted ? new(drafted, TokenUsage.Number(timings, "draft_n_accepted") ?? 0) : null;
}
