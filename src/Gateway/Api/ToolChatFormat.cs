using SpecMesh.Gateway.Api.Answers;
using SpecMesh.Gateway.Api.Responses;
using SpecMesh.Gateway.Tools;

namespace SpecMesh.Gateway.Api;

/// <summary>One answer of <c>/v1/chat/completions</c> that may have tool calls, in any of its choices.</summary>
internal sealed class ToolChatFormat : ChatFormat
{
    private const string CallsFinish = "tool_calls";

    private readonly Dictionary<int, ToolCallParser> _parsers = [];

    protected override (ChatMessage Message, string FinishReason) MessageOf(ChoiceText choice)
    {
        var parser = ParserOf(choice.Index);
        var (begun, ended) = (parser.Append(choice.Text), parser.Flush());
        var content = begun.Content + ended.Content;
        var calls = (begun.Calls ?? []).GroupBy(static delta => delta.Index).Select(static deltas => new ToolCall(
            deltas.First().Id!,
            deltas.First().Type!,
            new FunctionCall(deltas.First().Function.Name!, string.Concat(deltas.Select(static delta => delta.Function.Arguments))))).ToArray();
        var message = calls.Length == 0
            ? new ChatMessage(Role, content)
            : new ChatMessage(Role, content.Length > 0 ? content : null, calls);
        return (message, ReasonOf(parser, choice.FinishReason));
    }

    protected override ChatDelta? DeltaOf(ChoicePiece piece) =>
        ParserOf(piece.Choice).Append(piece.Text) is { IsEmpty: false } message ? ToDelta(message) : null;

    protected override (ChatDelta Delta, string FinishReason) EndOf(int choice, string finishReason)
    {
        var parser = ParserOf(choice);
        return (ToDelta(parser.Flush()), ReasonOf(parser, finishReason));
    }

    private ToolCallParser ParserOf(int choice)
    {
        if (!_parsers.TryGetValue(choice, out var parser))
            _parsers[choice] = parser = new ToolCallParser();
        return parser;
    }

    private static ChatDelta ToDelta(MessagePiece piece) => new(Content: piece.Content.Length > 0 ? piece.Content : null, ToolCalls: piece.Calls);

    // An answer that was cut off says so, even if a call had begun.
    private static string ReasonOf(ToolCallParser parser, string finishReason) =>
        finishReason == "stop" && parser.Calls > 0 ? CallsFinish : finishReason;
}
