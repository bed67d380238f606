using System.Text.Json;
using SpecMesh.Gateway.Api.Requests;
using SpecMesh.Gateway.Api.Responses;

namespace SpecMesh.Gateway.Api;

/// <summary>Answers of <c>/v1/chat/completions</c>.</summary>
internal class ChatFormat : AnswerFormat
{
    protected const string Role = "assistant";

    public override string IdPrefix => "chatcmpl-";

    public override AnswerFormat For(AnswerRequest request) => request.TakesToolCalls ? new ToolChatFormat() : this;

    public override string Whole(AnswerHead head, string text, string finishReason, Usage usage) =>
        Whole(head, new ChatMessage(Role, text), finishReason, usage);

    public override string FirstChunk(AnswerHead head) => Chunk(head, new ChatDelta(Role, ""), null);

    public override string? TextChunk(AnswerHead head, string text) => Chunk(head, new ChatDelta(Content: text), null);

    public override string FinishChunk(AnswerHead head, string finishReason) => Chunk(head, new ChatDelta(), finishReason);

    public override string UsageChunk(AnswerHead head, Usage usage) => Chunk(head, [], ToJson(usage));

    protected static string Whole(AnswerHead head, ChatMessage message, string finishReason, Usage usage) => JsonSerializer.Serialize(
        new ChatCompletion(
            head.Id,
            "chat.completion",
            head.Created,
            head.Model,
            [new ChatChoice(0, message, finishReason)],
            usage,
            head.Fingerprint),
        ApiJson.Wire.ChatCompletion);

    protected static string Chunk(AnswerHead head, ChatDelta delta, string? finishReason) =>
        Chunk(head, [new ChatChunkChoice(0, delta, finishReason)], NoUsageYet(head));

    private static string Chunk(AnswerHead head, ChatChunkChoice[] choices, JsonElement? usage) => JsonSerializer.Serialize(
        new ChatChunk(head.Id, "chat.completion.chunk", head.Created, head.Model, choices, usage, head.Fingerprint),
        ApiJson.Wire.ChatChunk);
}
