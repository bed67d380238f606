using SpecMesh.Gateway.Api.Responses;
using SpecMesh.Gateway.Tools;

namespace SpecMesh.Gateway.Api;

/// <summary>One answer of <c>/v1/chat/completions</c> that may have tool calls.</summary>
internal sealed class ToolChatFormat : ChatFormat
{
    private const string CallsFinish = "tool_calls";

    private readonly ToolCallParser _parser = new();

    public override string Whole(AnswerHead head, string text, string finishReason, Usage usage)
    {
        var (begun, ended) = (_parser.Append(text), _parser.Flush());
        var content = begun.Content + ended.Content;
        var calls = (begun.Calls ?? []).GroupBy(static delta => delta.Index).Select(static deltas => new ToolCall(
            deltas.First().Id!,
            deltas.First().Type!,
            new FunctionCall(deltas.First().Function.Name!, string.Concat(deltas.Select(static delta => delta.Function.Arguments))))).ToArray();
        var message = calls.Length == 0
            ? new ChatMessage(Role, content)
            : new ChatMessage(Role, content.Length > 0 ? content : null, calls);
        return Whole(head, message, ReasonOf(finishReason), usage);
    }

    public override string? TextChunk(AnswerHead head, string text) =>
        _parser.Append(text) is { IsEmpty: false } piece ? Chunk(head, DeltaOf(piece), null) : null;

    public override string FinishChunk(AnswerHead head, string finishReason) =>
        Chunk(head, DeltaOf(_parser.Flush()), ReasonOf(finishReason));

    private static ChatDelta DeltaOf(MessagePiece piece) => new(Content: piece.Content.Length > 0 ? piece.Content : null, ToolCalls: piece.Calls);

    // An answer that was cut off says so, even if a call had begun.
    private string ReasonOf(string finishReason) => finishReason == "stop" && _parser.Calls > 0 ? CallsFinish : finishReason;
}
