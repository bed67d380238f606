using SpecMesh.Gateway.Api.Answers;
using SpecMesh.Gateway.Api.Blocks;
using SpecMesh.Gateway.Api.Responses;

namespace SpecMesh.Gateway.Api.ResponsesApi;

/// <summary>Blocks as items of a response's output, and what happens to them as events without a number.</summary>
internal static class ResponseItems
{
    public const string InProgress = "in_progress";
    public const string Completed = "completed";
    public const string Incomplete = "incomplete";

    /// <param name="block">A block.</param>
    /// <param name="status">How far it is.</param>
    /// <param name="logprobs">Log-probabilities, with so many alternatives. Null: none.</param>
    public static ResponseItem ItemOf(AnswerBlock block, string status, int? logprobs) => block.IsCall
        ? new ResponseItem(IdOf(block), "function_call", status, CallId: $"call_{block.Key}", Name: block.Name, Arguments: block.Text)
        : new ResponseItem(IdOf(block), "message", status, "assistant", [PartOf(block, logprobs)]);

    public static IEnumerable<ResponseEvent> Begin(AnswerBlock block)
    {
        var item = ItemOf(block, InProgress, null);
        yield return Event("response.output_item.added", block) with { ItemId = null, Item = block.IsCall ? item : item with { Content = [] } };
        if (!block.IsCall)
            yield return PartEvent("response.content_part.added", block) with { Part = PartOf(block, null) };
    }

    public static IEnumerable<ResponseEvent> Grow(BlockGrows step, int? logprobs)
    {
        yield return step.Block.IsCall
            ? Event("response.function_call_arguments.delta", step.Block) with { Delta = step.Text }
            : PartEvent("response.output_text.delta", step.Block) with { Delta = step.Text, Logprobs = LogprobsOf(step.Tokens, logprobs) };
    }

    public static IEnumerable<ResponseEvent> End(AnswerBlock block, string status, int? logprobs)
    {
        if (block.IsCall)
        {
            yield return Event("response.function_call_arguments.done", block) with { Name = block.Name, Arguments = block.Text };
        }
        else
        {
            yield return PartEvent("response.output_text.done", block) with { Text = block.Text, Logprobs = LogprobsOf(block.Tokens, logprobs) };
            yield return PartEvent("response.content_part.done", block) with { Part = PartOf(block, logprobs) };
        }

        yield return Event("response.output_item.done", block) with { ItemId = null, Item = ItemOf(block, status, logprobs) };
    }

    private static string IdOf(AnswerBlock block) => (block.IsCall ? "fc_" : "msg_") + block.Key;

    private static ResponsePart PartOf(AnswerBlock block, int? logprobs) => new("output_text", block.Text, LogprobsOf(block.Tokens, logprobs));

    private static ChatTokenLogprob[] LogprobsOf(IReadOnlyList<AnswerToken> tokens, int? top) => TokenFormat.ToChat(tokens, top)?.Content ?? [];

    private static ResponseEvent Event(string type, AnswerBlock block) => new(type, 0) { ItemId = IdOf(block), OutputIndex = block.Index };

    private static ResponseEvent PartEvent(string type, AnswerBlock block) => Event(type, block) with { ContentIndex = 0 };
}
