using System.Net.ServerSentEvents;
using System.Text.Json;
using SpecMesh.Gateway.Api.Answers;
using SpecMesh.Gateway.Api.Blocks;
using SpecMesh.Gateway.Api.Errors;
using SpecMesh.Gateway.Api.Responses;

namespace SpecMesh.Gateway.Api.ResponsesApi;

/// <summary>One answer of <c>/v1/responses</c>: each block is an item of its output.</summary>
/// <param name="settings">The request's settings, which the answer repeats.</param>
/// <param name="takesToolCalls">Whether calls are told apart from text.</param>
internal sealed class ResponsesFormat(Dictionary<string, JsonElement> settings, bool takesToolCalls) : AnswerFormat
{
    private readonly BlockReader _blocks = new(takesToolCalls);
    private int _events;
    private string _finishReason = "";

    public override string IdPrefix => "resp_";

    public override string Whole(AnswerHead head, IReadOnlyList<ChoiceText> choices, AnswerSummary summary)
    {
        var choice = choices[0];
        _finishReason = choice.FinishReason;
        foreach (var _ in _blocks.Read(choice.Text, choice.Tokens).Concat(_blocks.Finish()))
        {
            // Only what they add up to is answered.
        }

        return JsonSerializer.Serialize(Ended(head, summary), ApiJson.Wire.ResponseObject);
    }

    public override IEnumerable<SseItem<string>> Begin(AnswerHead head, int choice)
    {
        yield return Event("response.created", e => e with { Response = Running(head) });
        yield return Event("response.in_progress", e => e with { Response = Running(head) });
    }

    public override IEnumerable<SseItem<string>> Add(AnswerHead head, ChoicePiece piece) =>
        _blocks.Read(piece.Text, piece.Tokens).SelectMany(step => EventsOf(step, head));

    public override IEnumerable<SseItem<string>> Finish(AnswerHead head, ChoicePiece piece, AnswerSummary? summary)
    {
        _finishReason = piece.FinishReason!;
        return _blocks.Finish().SelectMany(step => EventsOf(step, head));
    }

    public override IEnumerable<SseItem<string>> End(AnswerHead head, AnswerSummary summary)
    {
        yield return Event(IsCutOff ? "response.incomplete" : "response.completed", e => e with { Response = Ended(head, summary) });
    }

    public override IEnumerable<SseItem<string>> Break(AnswerHead head, ApiException failure, string requestId)
    {
        const string Type = "error";
        var error = failure.Error;
        var e = new ResponseErrorEvent(Type, _events++, error.Code, error.Message, error.Param, error);
        yield return new SseItem<string>(JsonSerializer.Serialize(e, ApiJson.Wire.ResponseErrorEvent), Type);
        yield return Event("response.failed", failed => failed with
        {
            Response = Running(head) with { Status = "failed", Error = new ResponseError("server_error", error.Message) },
        });
    }

    private bool IsCutOff => _finishReason == ChoicePiece.CutOff;

    private IEnumerable<SseItem<string>> EventsOf(BlockStep step, AnswerHead head)
    {
        var logprobs = head.Options.Logprobs;
        return step switch
        {
            BlockBegins => ResponseItems.Begin(step.Block).Select(Event),
            BlockGrows grows => ResponseItems.Grow(grows, logprobs).Select(Event),
            _ => ResponseItems.End(step.Block, StatusOf(step.Block), logprobs).Select(Event),
        };
    }

    private SseItem<string> Event(ResponseEvent e) =>
        new(JsonSerializer.Serialize(e with { SequenceNumber = _events++ }, ApiJson.Wire.ResponseEvent), e.Type);

    private SseItem<string> Event(string type, Func<ResponseEvent, ResponseEvent> fill) => Event(fill(new ResponseEvent(type, 0)));

    // Only the last block of an answer that is cut off is not whole.
    private string StatusOf(AnswerBlock block) =>
        IsCutOff && block == _blocks.Blocks[^1] ? ResponseItems.Incomplete : ResponseItems.Completed;

    private ResponseObject Running(AnswerHead head) => new(
        head.Id, "response", head.Created, ResponseItems.InProgress, null, null, head.Model, [], "default", null, null, null) { Settings = settings };

    private ResponseObject Ended(AnswerHead head, AnswerSummary summary) => Running(head) with
    {
        Status = IsCutOff ? ResponseItems.Incomplete : ResponseItems.Completed,
        IncompleteDetails = IsCutOff ? new IncompleteDetails("max_output_tokens") : null,
        Output = [.. _blocks.Blocks.Select(block => ResponseItems.ItemOf(block, StatusOf(block), head.Options.Logprobs))],
        Usage = ResponseUsage.Of(summary.Usage),
        Timings = summary.Timings,
        Metrics = summary.Metrics,
    };
}
