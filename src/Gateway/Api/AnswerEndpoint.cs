using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using SpecMesh.Gateway.Api.Errors;
using SpecMesh.Gateway.Api.Requests;
using SpecMesh.Gateway.Api.Responses;
using SpecMesh.Gateway.Generations;
using SpecMesh.Gateway.Models;
using SpecMesh.ServiceDefaults.Drain;
using SpecMesh.V1;

namespace SpecMesh.Gateway.Api;

/// <summary>Answers a request for text: reads it, has it generated, and writes the answer whole or piece by piece.</summary>
internal sealed partial class AnswerEndpoint(
    ModelCatalog models, GenerationStarter starter, DrainState drain, TimeProvider time, ILogger<AnswerEndpoint> logger)
{
    private const string EndOfStream = "[DONE]";

    public async Task<IResult> AnswerAsync(HttpContext http, Func<RequestFields, AnswerRequest> read, AnswerFormat format)
    {
        var running = drain.TryEnter() ?? throw ApiErrors.Draining();
        http.Response.RegisterForDispose(running);

        var request = await RequestBody.ReadAsync(http.Request, read);
        format = format.For(request);
        var generation = request.Generation;
        generation.Id = $"{format.IdPrefix}{Guid.NewGuid():N}";
        generation.Model = models.Resolve(request.Model);

        var stream = starter.Start(generation, request.Drafting);
        http.Response.RegisterForDisposeAsync(stream);
        var end = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted, drain.Ended);
        http.Response.RegisterForDispose(end);

        // Before anything is answered: what fails until here still has a status of its own.
        var first = await NextAsync(stream, end.Token);
        var head = new AnswerHead(
            generation.Id, time.GetUtcNow().ToUnixTimeSeconds(), stream.Opened.Model, models.FingerprintOf(stream.Opened), request.IncludeUsage);
        return request.Stream
            ? TypedResults.ServerSentEvents(EventsAsync(http, stream, head, format, first, end.Token))
            : TypedResults.Text(await WholeAsync(stream, head, format, first, end.Token), "application/json", Encoding.UTF8);
    }

    private async Task<string> WholeAsync(
        GenerationStream stream, AnswerHead head, AnswerFormat format, Verdict verdict, CancellationToken cancellationToken)
    {
        var text = new StringBuilder(verdict.Text);
        while (verdict.Finish == V1.FinishReason.Unspecified)
        {
            verdict = await NextAsync(stream, cancellationToken);
            text.Append(verdict.Text);
        }

        return format.Whole(head, text.ToString(), ReasonOf(verdict), UsageOf(stream));
    }

    private async IAsyncEnumerable<SseItem<string>> EventsAsync(
        HttpContext http,
        GenerationStream stream,
        AnswerHead head,
        AnswerFormat format,
        Verdict verdict,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (format.FirstChunk(head) is { } firstChunk)
            yield return new SseItem<string>(firstChunk);
        while (true)
        {
            if (verdict.Text.Length > 0 && format.TextChunk(head, verdict.Text) is { } textChunk)
                yield return new SseItem<string>(textChunk);
            if (verdict.Finish != V1.FinishReason.Unspecified)
                break;

            ApiException? failure = null;
            try
            {
                verdict = await NextAsync(stream, cancellationToken);
            }
            catch (ApiException e)
            {
                failure = e;
            }

            if (failure is not null)
            {
                // No finish reason and no end mark follow: a broken answer must not look whole.
                Log.Broken(logger, http.TraceIdentifier, head.Id, failure.Message, failure.InnerException);
                yield return new SseItem<string>(JsonSerializer.Serialize(new ApiErrorBody(failure.Error), ApiJson.Wire.ApiErrorBody), "error");
                yield break;
            }
        }

        yield return new SseItem<string>(format.FinishChunk(head, ReasonOf(verdict)));
        if (head.IncludeUsage)
            yield return new SseItem<string>(format.UsageChunk(head, UsageOf(stream)));
        yield return new SseItem<string>(EndOfStream);
    }

    private async Task<Verdict> NextAsync(GenerationStream stream, CancellationToken cancellationToken)
    {
        try
        {
            return await stream.NextAsync(cancellationToken);
        }
        catch (OperationCanceledException) when (drain.Ended.IsCancellationRequested)
        {
            throw ApiErrors.Draining();
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            throw FailureTranslation.ToApi(e, stream.Model);
        }
    }

    private static string ReasonOf(Verdict verdict) => verdict.Finish == V1.FinishReason.Length ? "length" : "stop";

    private static Usage UsageOf(GenerationStream stream)
    {
        var tally = stream.Tally;
        return new Usage(
            tally.Prompt,
            tally.Completion,
            tally.Prompt + tally.Completion,
            new PromptTokensDetails(tally.Cached),
            new CompletionTokensDetails(tally.Accepted, tally.Rejected));
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "Request {Id}: the answer {Answer} broke off: {Message}")]
        public static partial void Broken(ILogger logger, string id, string answer, string message, Exception? cause);
    }
}
