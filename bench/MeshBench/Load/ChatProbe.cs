using System.Diagnostics;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;

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
    private const string DataPrefix = "data: ";

    public async Task<Answer> AskAsync(Prompt prompt, Question question, CancellationToken cancellation)
    {
        var body = question.Ask(prompt);
        body["stream"] = true;
        body["stream_options"] = new JsonObject { ["include_usage"] = true };
        if (speculation is not null)
            body["speculation"] = speculation.DeepClone();
        var sent = Stopwatch.GetTimestamp();
        using var request = new HttpRequestMessage(HttpMethod.Post, "v1/chat/completions") { Content = JsonContent.Create(body) };
        using var response = await server.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation);
        if (!response.IsSuccessStatusCode)
            throw new HttpRequestException($"{(int)response.StatusCode}: {await response.Content.ReadAsStringAsync(cancellation)}");

        var text = new StringBuilder();
        var pieces = new List<long>();
        var lengths = new List<int>();
        JsonNode? usage = null;
        JsonNode? timings = null;
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(cancellation));
        while (await reader.ReadLineAsync(cancellation) is { } line)
        {
            if (!line.StartsWith(DataPrefix, StringComparison.Ordinal) || line.EndsWith("[DONE]", StringComparison.Ordinal))
                continue;
            var chunk = JsonNode.Parse(line[DataPrefix.Length..])!;
            if (chunk["error"] is { } error)
                throw new HttpRequestException(error.ToJsonString());
            usage = chunk["usage"] ?? usage;
            timings = chunk["timings"] ?? timings;
            if (chunk["choices"] is JsonArray { Count: > 0 } choices && choices[0]!["delta"]?["content"]?.GetValue<string>() is { Length: > 0 } piece)
            {
                pieces.Add(Stopwatch.GetTimestamp());
                lengths.Add(piece.Length);
                text.Append(piece);
            }
        }

        return ToAnswer(prompt.Genre, text.ToString(), usage ?? throw new HttpRequestException("The stream ended without usage."), timings, sent, pieces, lengths);
    }

    private static Answer ToAnswer(string genre, string text, JsonNode usage, JsonNode? timings, long sent, List<long> pieces, List<int> lengths)
    {
        var details = usage["completion_tokens_details"];
        // llama-server counts draft tokens here.
        var drafted = timings?["draft_n"]?.GetValue<int>() ?? 0;
        var accepted = timings?["draft_n_accepted"]?.GetValue<int>() ?? 0;
        return new Answer(
            genre,
            text,
            usage["completion_tokens"]!.GetValue<int>(),
            usage["prompt_tokens"]!.GetValue<int>(),
            usage["prompt_tokens_details"]?["cached_tokens"]?.GetValue<int>() ?? 0,
            details?["accepted_prediction_tokens"]?.GetValue<int>() ?? accepted,
            details?["rejected_prediction_tokens"]?.GetValue<int>() ?? drafted - accepted,
            sent,
            pieces,
            lengths);
    }
}
