using System.Text.Json;
using SpecMesh.Gateway.Api.Answers;
using SpecMesh.Gateway.Api.Responses;

namespace SpecMesh.Gateway.Api;

/// <summary>Answers of <c>/v1/completions</c>.</summary>
internal sealed class CompletionFormat : ChunkFormat
{
    public override string IdPrefix => "cmpl-";

    public override string Whole(AnswerHead head, IReadOnlyList<ChoiceText> choices, AnswerSummary summary) =>
        Write(head, [.. choices.Select(choice => Choice(head, choice))], ToJson(summary.Usage), summary);

    protected override string? FirstChunk(AnswerHead head, int choice) => null;

    protected override string? PieceChunk(AnswerHead head, ChoicePiece piece)
    {
        var choice = new TextChoice(piece.Choice, piece.Text, null, TokenFormat.ToCompletion(piece.Tokens, head.Options.Logprobs));
        return Write(head, [choice], NoUsageYet(head), tokens: TokenFormat.ToExtension(piece.Tokens, head.Options.TokenSources));
    }

    protected override string FinishChunk(AnswerHead head, int choice, string finishReason, AnswerSummary? summary) =>
        Write(head, [new TextChoice(choice, "", finishReason, null)], NoUsageYet(head), summary);

    protected override string UsageChunk(AnswerHead head, AnswerSummary summary) => Write(head, [], ToJson(summary.Usage), summary);

    private static TextChoice Choice(AnswerHead head, ChoiceText choice) => new(
        choice.Index,
        choice.Text,
        choice.FinishReason,
        TokenFormat.ToCompletion(choice.Tokens, head.Options.Logprobs),
        TokenFormat.ToExtension(choice.Tokens, head.Options.TokenSources));

    private static string Write(
        AnswerHead head, TextChoice[] choices, JsonElement? usage, AnswerSummary? summary = null, TokenExtension? tokens = null) =>
        JsonSerializer.Serialize(
            new TextCompletion(
                head.Id, "text_completion", head.Created, head.Model, choices, usage, head.Fingerprint,
                summary?.Timings, summary?.Metrics, tokens),
            ApiJson.Wire.TextCompletion);
}
