using System.Net.ServerSentEvents;
using System.Text.Json;
using SpecMesh.Gateway.Api.Answers;
using SpecMesh.Gateway.Api.Errors;
using SpecMesh.Gateway.Api.Responses;

namespace SpecMesh.Gateway.Api;

/// <summary>Answers in chunks of one shape, as <c>/v1/chat/completions</c> and <c>/v1/completions</c> have them.</summary>
internal abstract class ChunkFormat : AnswerFormat
{
    private const string EndOfStream = "[DONE]";
    private static readonly JsonElement ExplicitNull = JsonElement.Parse("null");

    public sealed override IEnumerable<SseItem<string>> Begin(AnswerHead head, int choice) => Events(FirstChunk(head, choice));

    public sealed override IEnumerable<SseItem<string>> Add(AnswerHead head, ChoicePiece piece) => Events(PieceChunk(head, piece));

    public sealed override IEnumerable<SseItem<string>> Finish(AnswerHead head, ChoicePiece piece, AnswerSummary? summary) =>
        Events(FinishChunk(head, piece.Choice, piece.FinishReason!, head.Options.IncludeUsage ? null : summary));

    public sealed override IEnumerable<SseItem<string>> End(AnswerHead head, AnswerSummary summary) =>
        Events(head.Options.IncludeUsage ? UsageChunk(head, summary) : null, EndOfStream);

    // No finish reason and no end mark follow.
    public sealed override IEnumerable<SseItem<string>> Break(AnswerHead head, ApiException failure, string requestId) =>
        [new SseItem<string>(OpenAiErrorFormat.Instance.Write(failure, requestId), "error")];

    /// <summary>The chunk before all others of a choice. Null: none.</summary>
    protected abstract string? FirstChunk(AnswerHead head, int choice);

    /// <summary>A chunk with text or tokens. Null: the piece waits for more.</summary>
    protected abstract string? PieceChunk(AnswerHead head, ChoicePiece piece);

    /// <summary>The chunk after all others of a choice, with what waited.</summary>
    /// <param name="head">The answer.</param>
    /// <param name="choice">The choice.</param>
    /// <param name="finishReason">Why it ended.</param>
    /// <param name="summary">In the very last chunk: what is known of the answer.</param>
    protected abstract string FinishChunk(AnswerHead head, int choice, string finishReason, AnswerSummary? summary);

    /// <summary>The chunk after all choices, without choices.</summary>
    protected abstract string UsageChunk(AnswerHead head, AnswerSummary summary);

    protected static JsonElement? NoUsageYet(AnswerHead head) => head.Options.IncludeUsage ? ExplicitNull : null;

    protected static JsonElement ToJson(Usage usage) => JsonSerializer.SerializeToElement(usage, ApiJson.Wire.Usage);

    /// <summary>The service tier to answer with: there is only one.</summary>
    protected static string? TierOf(AnswerHead head) => head.Options.ServiceTier is null ? null : "default";

    private static IEnumerable<SseItem<string>> Events(params string?[] chunks) =>
        chunks.OfType<string>().Select(static chunk => new SseItem<string>(chunk));
}
