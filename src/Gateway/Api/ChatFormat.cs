using System.Text.Json;
using SpecMesh.Gateway.Api.Answers;
using SpecMesh.Gateway.Api.Responses;

namespace SpecMesh.Gateway.Api;

/// <summary>Answers of <c>/v1/chat/completions</c>.</summary>
internal class ChatFormat : ChunkFormat
{
    protected const string Role = "assistant";

    public override string IdPrefix => "chatcmpl-";

    public override string Whole(AnswerHead head, IReadOnlyList<ChoiceText> choices, AnswerSummary summary) => JsonSerializer.Serialize(
        new ChatCompletion(
            head.Id,
            "chat.completion",
            head.Created,
            head.Model,
            [.. choices.Select(choice => Choice(head, choice))],
            summary.Usage,
            head.Fingerprint,
            TierOf(head),
            summary.Timings,
            summary.Metrics),
        ApiJson.Wire.ChatCompletion);

    protected override string FirstChunk(AnswerHead head, int choice) =>
        Chunk(head, [new ChatChunkChoice(choice, new ChatDelta(Role, ""), null, null)], NoUsageYet(head));

    protected override string? PieceChunk(AnswerHead head, ChoicePiece piece)
    {
        var delta = DeltaOf(piece);
        if (delta is null && piece.Tokens.Count == 0)
            return null;
        var logprobs = TokenFormat.ToChat(piece.Tokens, head.Options.Logprobs);
        var choice = new ChatChunkChoice(piece.Choice, delta ?? new ChatDelta(), null, logprobs);
        return Chunk(head, [choice], NoUsageYet(head), tokens: TokenFormat.ToExtension(piece.Tokens, head.Options.TokenSources));
    }

    protected override string FinishChunk(AnswerHead head, int choice, string finishReason, AnswerSummary? summary)
    {
        var (delta, reason) = EndOf(choice, finishReason);
        return Chunk(head, [new ChatChunkChoice(choice, delta, reason, null)], NoUsageYet(head), summary);
    }

    protected override string UsageChunk(AnswerHead head, AnswerSummary summary) => Chunk(head, [], ToJson(summary.Usage), summary);

    /// <summary>A choice as a message, and why it ended.</summary>
    protected virtual (ChatMessage Message, string FinishReason) MessageOf(ChoiceText choice) =>
        (new ChatMessage(Role, choice.Text), choice.FinishReason);

    /// <summary>What a piece adds to the message. Null: it waits for more.</summary>
    protected virtual ChatDelta? DeltaOf(ChoicePiece piece) => new(Content: piece.Text);

    /// <summary>What the end of a choice adds to the message, and why it ended.</summary>
    protected virtual (ChatDelta Delta, string FinishReason) EndOf(int choice, string finishReason) => (new ChatDelta(), finishReason);

    private ChatChoice Choice(AnswerHead head, ChoiceText choice)
    {
        var (message, reason) = MessageOf(choice);
        return new ChatChoice(
            choice.Index,
            message,
            reason,
            TokenFormat.ToChat(choice.Tokens, head.Options.Logprobs),
            TokenFormat.ToExtension(choice.Tokens, head.Options.TokenSources));
    }

    private static string Chunk(
        AnswerHead head, ChatChunkChoice[] choices, JsonElement? usage, AnswerSummary? summary = null, TokenExtension? tokens = null) =>
        JsonSerializer.Serialize(
            new ChatChunk(
                head.Id, "chat.completion.chunk", head.Created, head.Model, choices, usage, head.Fingerprint, TierOf(head),
                summary?.Timings, summary?.Metrics, tokens),
            ApiJson.Wire.ChatChunk);
}
