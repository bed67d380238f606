using System.Net.Http.Headers;
using System.Net.ServerSentEvents;

namespace SpecMesh.LoadTest.Client;

/// <summary>Sends streaming requests to an OpenAI-compatible server and notes when each part of the answer comes.</summary>
/// <param name="http">Has the server's address; its own timeout must be longer than <paramref name="patience"/>.</param>
/// <param name="time">The clock.</param>
/// <param name="patience">Longest time from sending a request to the end of its answer.</param>
internal sealed class CompletionClient(HttpClient http, TimeProvider time, TimeSpan patience)
{
    private const string EventStream = "text/event-stream";
    private static readonly MediaTypeHeaderValue Json = new("application/json");

    /// <summary>Sends a request and reads its answer to the end. Failures of server and network are part of the result.</summary>
    /// <param name="path">Where to, relative to the server's address.</param>
    /// <param name="body">The request's JSON, with <c>stream</c> set.</param>
    /// <param name="onPiece">Called on every chunk with text.</param>
    /// <param name="cancellation">Ends the test.</param>
    public async Task<Exchange> SendAsync(string path, ReadOnlyMemory<byte> body, Action? onPiece, CancellationToken cancellation)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(patience);
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new ReadOnlyMemoryContent(body) };
        request.Content.Headers.ContentType = Json;
        var exchange = new Exchange(time.GetTimestamp());
        try
        {
            using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, limit.Token);
            if (!response.IsSuccessStatusCode)
                exchange.Fail(Failure.Of(response.StatusCode, ErrorBody.MessageOf(await response.Content.ReadAsStringAsync(limit.Token))), Now);
            else if (response.Content.Headers.ContentType?.MediaType is { } type && type != EventStream)
                exchange.Fail(new Failure(FailureClass.Malformed, $"The server answered with {type}, not with a stream of events."), Now);
            else
                await ReadAsync(exchange, response.Content, onPiece, limit.Token);
        }
        catch (Exception e) when (Failure.Of(e, cancellation.IsCancellationRequested) is { } failure)
        {
            exchange.Fail(failure, Now);
        }

        return exchange;
    }

    private long Now => time.GetTimestamp();

    private async Task ReadAsync(Exchange exchange, HttpContent content, Action? onPiece, CancellationToken cancellation)
    {
        await using var stream = await content.ReadAsStreamAsync(cancellation);
        await foreach (var item in SseParser.Create(stream, static (_, data) => Chunk.Parse(data)).EnumerateAsync(cancellation))
        {
            if (exchange.Add(item.Data, Now))
                onPiece?.Invoke();
            if (item.Data.Done || exchange.Failure is not null)
                break;
        }

        if (!exchange.Whole)
            exchange.Fail(new Failure(FailureClass.CutOff, "The stream ended before the answer did."), Now);
        else if (exchange.Pieces.Count == 0)
            exchange.Fail(new Failure(FailureClass.Empty, "The answer had no text."), Now);
    }
}
