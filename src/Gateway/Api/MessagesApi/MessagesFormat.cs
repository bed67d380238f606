using System.Net.ServerSentEvents;
using System.Text.Json;
using SpecMesh.Gateway.Api.Answers;
using SpecMesh.Gateway.Api.Blocks;
using SpecMesh.Gateway.Api.Errors;
using SpecMesh.Gateway.Api.Responses;

namespace SpecMesh.Gateway.Api.MessagesApi;

/// <summary>One answer of <c>/v1/messages</c>: each block is a block of its content.</summary>
/// <param name="takesToolCalls">Whether calls are told apart from text.</param>
internal sealed class MessagesFormat(bool takesToolCalls) : AnswerFormat
{
    private static readonly JsonElement NoInput = JsonElement.Parse("{}");

    private readonly BlockReader _blocks = new(takesToolCalls);
    private MessageEnd? _end;

    public override string IdPrefix => "msg_";

    public override string Whole(AnswerHead head, IReadOnlyList<ChoiceText> choices, AnswerSummary summary)
    {
        var choice = choices[0];
        foreach (var _ in _blocks.Read(choice.Text, choice.Tokens).Concat(_blocks.Finish()))
        {
            // Only what they add up to is answered.
        }

        var end = EndOf(choice.FinishReason, choice.StopString);
        var message = Message(head, [.. _blocks.Blocks.Select(BlockOf).OfType<ContentBlock>()], UsageOf(summary.Usage)) with
        {
            StopReason = end.StopReason,
            StopSequence = end.StopSequence,
            Timings = summary.Timings,
            Metrics = summary.Metrics,
        };
        return JsonSerializer.Serialize(message, ApiJson.Wire.MessageObject);
    }

    public override IEnumerable<SseItem<string>> Begin(AnswerHead head, int choice)
    {
        var usage = new MessageUsage(head.PromptTokens - head.CachedTokens, head.CachedTokens, 0);
        yield return Event(new MessageEvent("message_start", Message(head, [], usage)));
        yield return Event(new MessageEvent("ping"));
    }

    public override IEnumerable<SseItem<string>> Add(AnswerHead head, ChoicePiece piece) =>
        _blocks.Read(piece.Text, piece.Tokens).Select(EventOf);

    public override IEnumerable<SseItem<string>> Finish(AnswerHead head, ChoicePiece piece, AnswerSummary? summary)
    {
        foreach (var step in _blocks.Finish())
            yield return EventOf(step);
        _end = EndOf(piece.FinishReason!, piece.StopString);
    }

    public override IEnumerable<SseItem<string>> End(AnswerHead head, AnswerSummary summary)
    {
        const string Type = "message_delta";
        var delta = new MessageDeltaEvent(Type, _end!, UsageOf(summary.Usage), summary.Timings, summary.Metrics);
        yield return new SseItem<string>(JsonSerializer.Serialize(delta, ApiJson.Wire.MessageDeltaEvent), Type);
        yield return Event(new MessageEvent("message_stop"));
    }

    public override IEnumerable<SseItem<string>> Break(AnswerHead head, ApiException failure, string requestId) =>
        [new SseItem<string>(MessagesErrors.Instance.Write(failure, requestId), "error")];

    private static MessageObject Message(AnswerHead head, ContentBlock[] content, MessageUsage usage) =>
        new(head.Id, "message", "assistant", head.Model, content, null, null, usage);

    private static MessageUsage UsageOf(Usage usage) => new(
        usage.PromptTokens - usage.PromptTokensDetails.CachedTokens, usage.PromptTokensDetails.CachedTokens, usage.CompletionTokens);

    private MessageEnd EndOf(string finishReason, string? stop) => finishReason == ChoicePiece.CutOff
        ? new MessageEnd("max_tokens", null)
        : stop is not null ? new MessageEnd("stop_sequence", stop)
        : new MessageEnd(_blocks.Blocks.Any(static block => block.IsCall) ? "tool_use" : "end_turn", null);

    /// <summary>A whole block. Null: a call that is cut off, whose input is no JSON.</summary>
    private static ContentBlock? BlockOf(AnswerBlock block)
    {
        if (!block.IsCall)
            return new ContentBlock("text", block.Text);
        return ReadInput(block.Text) is { } input ? Call(block, input) : null;
    }

    private static JsonElement? ReadInput(string arguments)
    {
        try
        {
            return JsonElement.Parse(arguments);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static ContentBlock Call(AnswerBlock block, JsonElement input) =>
        new("tool_use", Id: $"toolu_{block.Key}", Name: block.Name, Input: input);

    private static SseItem<string> EventOf(BlockStep step) => Event(step switch
    {
        BlockBegins => new MessageEvent(
            "content_block_start",
            Index: step.Block.Index,
            ContentBlock: step.Block.IsCall ? Call(step.Block, NoInput) : new ContentBlock("text", "")),
        BlockGrows grows => new MessageEvent("content_block_delta", Index: step.Block.Index, Delta: DeltaOf(grows)),
        _ => new MessageEvent("content_block_stop", Index: step.Block.Index),
    });

    private static BlockDelta DeltaOf(BlockGrows step) => step.Block.IsCall
        ? new BlockDelta("input_json_delta", PartialJson: step.Text)
        : new BlockDelta("text_delta", step.Text);

    private static SseItem<string> Event(MessageEvent e) => new(JsonSerializer.Serialize(e, ApiJson.Wire.MessageEvent), e.Type);
}
