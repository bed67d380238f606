using System.Text.Json;
using SpecMesh.Gateway.Api.Responses;

namespace SpecMesh.Gateway.Api;

/// <summary>Answers of <c>/v1/completions</c>.</summary>
internal sealed class CompletionFormat : AnswerFormat
{
    public override string IdPrefix => "cmpl-";

    public override string Whole(AnswerHead head, string text, string finishReason, Usage usage) =>
        Write(head, [new TextChoice(0, text, finishReason)], ToJson(usage));

    public override string? FirstChunk(AnswerHead head) => null;

    public override string TextChunk(AnswerHead head, string text) => Write(head, [new TextChoice(0, text, null)], NoUsageYet(head));

    public override string FinishChunk(AnswerHead head, string finishReason) =>
        Write(head, [new TextChoice(0, "", finishReason)], NoUsageYet(head));

    public override string UsageChunk(AnswerHead head, Usage usage) => Write(head, [], ToJson(usage));

    private static string Write(AnswerHead head, TextChoice[] choices, JsonElement? usage) => JsonSerializer.Serialize(
        new TextCompletion(head.Id, "text_completion", head.Created, head.Model, choices, usage, head.Fingerprint),
        ApiJson.Wire.TextCompletion);
}
