using System.Text.Json;
using System.Text.Json.Nodes;
using SpecMesh.LoadTest.Client;

namespace SpecMesh.MeshBench.Load;

/// <summary>How a request is put.</summary>
/// <param name="Temperature">Its temperature.</param>
/// <param name="Seed">Its seed.</param>
/// <param name="MaxTokens">Longest answer.</param>
internal sealed record Question(float Temperature, int Seed, int MaxTokens)
{
    /// <summary>The request for a prompt.</summary>
    public JsonObject Ask(Prompt prompt) => new()
    {
        ["messages"] = prompt.Messages.DeepClone(),
        ["temperature"] = Temperature,
        ["seed"] = Seed,
        ["max_tokens"] = MaxTokens,
    };
}

/// <summary>Asks an OpenAI-compatible server as any client would, by a streaming chat request, and times what comes back.</summary>
/// <param name="server">The server.</param>
/// <param name="speculation">The request's <c>speculation</c>; null, where the server does not know that field.</param>
internal sealed class ChatProbe(HttpClient server, JsonObject? speculation)
{
    private const string Path = "v1/chat/completions";

    private readonly CompletionClient _client = new(server, TimeProvider.System, Timeout.InfiniteTimeSpan);

    public async Task<Answer> AskAsync(Prompt prompt, Question question, CancellationToken cancellation)
    {
        var body = question.Ask(prompt);
        body["stream"] = true;
        body["stream_options"] = new JsonObject { ["include_usage"] = true };
        if (speculation is not null)
            body["speculation"] = speculation.DeepClone();
        var exchange = await _client.SendAsync(Path, JsonSerializer.SerializeToUtf8Bytes(body), onPiece: null, cancellation);
        cancellation.ThrowIfCancellationRequested();
        if (exchange.Failure is { Class: not FailureClass.Empty } failure)
            throw new HttpRequestException(failure.Message);
        return ToAnswer(prompt.Genre, exchange, exchange.Usage ?? throw new HttpRequestException("The stream ended without usage."));
    }

    private static Answer ToAnswer(string genre, Exchange exchange, TokenUsage usage) => new(
        genre,
        exchange.Text,
        usage.Completion,
        usage.Prompt,
        usage.Cached,
        usage.Accepted ?? 0,
        usage.Rejected ?? 0,
        exchange.Sent,
        [.. exchange.Pieces.Select(static piece => piece.At)],
        [.. exchange.Pieces.Select(static piece => piece.Characters)]);
}
