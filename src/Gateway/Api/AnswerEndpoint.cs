using System.Net.ServerSentEvents;
using System.Text;
using SpecMesh.Gateway.Api.Answers;
using SpecMesh.Gateway.Api.Errors;
using SpecMesh.Gateway.Api.Requests;
using SpecMesh.Gateway.Generations;
using SpecMesh.Gateway.Models;
using SpecMesh.ServiceDefaults.Drain;
using SpecMesh.V1;

namespace SpecMesh.Gateway.Api;

/// <summary>Answers a request for text: reads it, has it generated, and writes the answer whole or piece by piece.</summary>
internal sealed partial class AnswerEndpoint(
    ModelCatalog models, GenerationStarter starter, VerifierTokenizer tokenizer, DrainState drain, TimeProvider time, ILogger<AnswerEndpoint> logger)
{
    public async Task<IResult> AnswerAsync(HttpContext http, AnswerReader read)
    {
        var running = drain.TryEnter() ?? throw ApiErrors.Draining();
        http.Response.RegisterForDispose(running);

        var request = await RequestBody.ReadAsync(http.Request, fields => read(fields, http.Request.Headers));
        var model = models.Resolve(request.Model);
        var end = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted, drain.Ended);
        http.Response.RegisterForDispose(end);
        var answer = new RunningAnswer(request, model, $"{request.Format.IdPrefix}{Guid.NewGuid():N}", end.Token);
        var pieces = new ChoicePieces(request, request.Options.Echo ? await PromptTextsAsync(answer) : []);
        var choices = new ChoiceStreams(request.Choices, choice => starter.Start(answer.GenerationOf(choice), request.Drafting), end.Token);
        http.Response.RegisterForDisposeAsync(choices);

        // Before anything is answered: what fails until here still has a status of its own.
        var first = await NextAsync(choices, answer);
        var stream = choices[first.Choice];
        AnswerHeaders.Write(http.Response, stream);
        var head = new AnswerHead(
            answer.Id,
            time.GetUtcNow().ToUnixTimeSeconds(),
            stream.Opened.Model,
            models.FingerprintOf(stream.Opened),
            stream.Tally.Prompt,
            stream.Tally.Cached,
            request.Options);
        return request.Options.Stream
            ? TypedResults.ServerSentEvents(EventsAsync(http, choices, answer, pieces, head, first))
            : TypedResults.Text(await WholeAsync(choices, answer, pieces, head, first), "application/json", Encoding.UTF8);
    }

    private async Task<string[]> PromptTextsAsync(RunningAnswer answer)
    {
        var texts = new List<string>();
        foreach (var prompt in answer.Request.Prompts)
        {
            texts.Add(prompt.PromptCase == Generation.PromptOneofCase.Tokens
                ? await TranslateAsync(() => tokenizer.DetokenizeAsync(answer.Model, prompt.Tokens, answer.End), answer)
                : prompt.Text);
        }

        return [.. texts];
    }

    private async Task<string> WholeAsync(
        ChoiceStreams choices, RunningAnswer answer, ChoicePieces pieces, AnswerHead head, ChoiceVerdict next)
    {
        ChoiceText[] texts = [.. Enumerable.Range(0, choices.Count).Select(index => new ChoiceText(index))];
        while (true)
        {
            var piece = pieces.Read(next);
            texts[piece.Choice].Add(piece);
            if (choices.IsOver)
                return answer.Request.Format.Whole(head, texts, AnswerSummary.Of(answer.Request, choices));
            next = await NextAsync(choices, answer);
        }
    }

    private async IAsyncEnumerable<SseItem<string>> EventsAsync(
        HttpContext http,
        ChoiceStreams choices,
        RunningAnswer answer,
        ChoicePieces pieces,
        AnswerHead head,
        ChoiceVerdict next)
    {
        var format = answer.Request.Format;
        while (true)
        {
            foreach (var item in EventsOf(pieces.Read(next), choices, answer, head))
                yield return item;
            if (choices.IsOver)
                break;

            ApiException? failure = null;
            try
            {
                next = await NextAsync(choices, answer);
            }
            catch (ApiException e)
            {
                failure = e;
            }

            if (failure is not null)
            {
                Log.Broken(logger, http.TraceIdentifier, head.Id, failure.Message, failure.InnerException);
                foreach (var item in format.Break(head, failure, http.TraceIdentifier))
                    yield return item;
                yield break;
            }
        }

        foreach (var item in format.End(head, AnswerSummary.Of(answer.Request, choices)))
            yield return item;
    }

    private static IEnumerable<SseItem<string>> EventsOf(ChoicePiece piece, ChoiceStreams choices, RunningAnswer answer, AnswerHead head)
    {
        var format = answer.Request.Format;
        foreach (var item in piece.IsFirst ? format.Begin(head, piece.Choice) : [])
            yield return item;
        foreach (var item in piece.IsEmpty ? [] : format.Add(head, piece))
            yield return item;
        if (piece.FinishReason is null)
            yield break;
        foreach (var item in format.Finish(head, piece, choices.IsOver ? AnswerSummary.Of(answer.Request, choices) : null))
            yield return item;
    }

    private Task<ChoiceVerdict> NextAsync(ChoiceStreams choices, RunningAnswer answer) => TranslateAsync(choices.NextAsync, answer);

    private async Task<T> TranslateAsync<T>(Func<Task<T>> call, RunningAnswer answer)
    {
        try
        {
            return await call();
        }
        catch (OperationCanceledException) when (drain.Ended.IsCancellationRequested)
        {
            throw ApiErrors.Draining();
        }
        catch (Exception e) when (!answer.End.IsCancellationRequested)
        {
            throw FailureTranslation.ToApi(e, answer.Model);
        }
    }

    /// <param name="Request">What was asked for.</param>
    /// <param name="Model">The model that answers.</param>
    /// <param name="Id">The answer's id.</param>
    /// <param name="End">The client has left, or the gateway must stop.</param>
    private sealed record RunningAnswer(AnswerRequest Request, string Model, string Id, CancellationToken End)
    {
        /// <summary>What nodes are to generate for a choice. A single choice has the answer's own id.</summary>
        public Generation GenerationOf(int choice)
        {
            var generation = Request.GenerationOf(choice);
            generation.Id = Request.Choices == 1 ? Id : $"{Id}-{choice}";
            generation.Model = Model;
            return generation;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "Request {Id}: the answer {Answer} broke off: {Message}")]
        public static partial void Broken(ILogger logger, string id, string answer, string message, Exception? cause);
    }
}
