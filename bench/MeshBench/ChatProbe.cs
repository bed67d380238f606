using System.Diagnostics;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;

namespace SpecMesh.MeshBench;

/// <summary>What one request gave.</summary>
/// <param name="Text">The answer.</param>
/// <param name="Tokens">Its tokens.</param>
/// <param name="Accepted">Draft tokens accepted.</param>
/// <param name="Rejected">Draft tokens refused.</param>
/// <param name="FirstToken">From sending the request to its first text.</param>
/// <param name="Decode">From there to its end.</param>
/// <param name="Gaps">Times between pieces of text.</param>
internal sealed record Answer(
    string Text, int Tokens, int Accepted, int Rejected, TimeSpan FirstToken, TimeSpan Decode, IReadOnlyList<TimeSpan> Gaps);

/// <summary>Asks the gateway as any client would, by a streaming chat request, and times what comes back.</summary>
internal sealed class ChatProbe(HttpClient gateway)
{
    private const string DataPrefix = "data: ";

    public async Task<Answer> AskAsync(
        Prompt prompt, bool speculation, float temperature, int seed, int maxTokens, CancellationToken cancellation)
    {
        var body = new JsonObject
        {
            ["messages"] = prompt.Messages.DeepClone(),
            ["temperature"] = temperature,
            ["seed"] = seed,
            ["max_tokens"] = maxTokens,
            ["stream"] = true,
            ["stream_options"] = new JsonObject { ["include_usage"] = true },
            ["speculation"] = new JsonObject { ["enabled"] = speculation },
        };
        var start = Stopwatch.GetTimestamp();
        using var request = new HttpRequestMessage(HttpMethod.Post, "v1/chat/completions") { Content = JsonContent.Create(body) };
        using var response = await gateway.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation);
        if (!response.IsSuccessStatusCode)
            throw new HttpRequestException($"{(int)response.StatusCode}: {await response.Content.ReadAsStringAsync(cancellation)}");

        var text = new StringBuilder();
        var times = new List<long>();
        JsonNode? usage = null;
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(cancellation));
        while (await reader.ReadLineAsync(cancellation) is { } line)
        {
            if (!line.StartsWith(DataPrefix, StringComparison.Ordinal) || line.EndsWith("[DONE]", StringComparison.Ordinal))
                continue;
            var chunk = JsonNode.Parse(line[DataPrefix.Length..])!;
            if (chunk["error"] is { } error)
                throw new HttpRequestException(error.ToJsonString());
            usage = chunk["usage"] ?? usage;
            if (chunk["choices"] is JsonArray { Count: > 0 } choices && choices[0]!["delta"]?["content"]?.GetValue<string>() is { Length: > 0 } piece)
            {
                times.Add(Stopwatch.GetTimestamp());
                text.Append(piece);
            }
        }

        return ToAnswer(text.ToString(), usage ?? throw new HttpRequestException("The stream ended without usage."), start, times);
    }

    private static Answer ToAnswer(string text, JsonNode usage, long start, List<long> times)
    {
        var details = usage["completion_tokens_details"];
        return new Answer(
            text,
            usage["completion_tokens"]!.GetValue<int>(),
            details?["accepted_prediction_tokens"]?.GetValue<int>() ?? 0,
            details?["rejected_prediction_tokens"]?.GetValue<int>() ?? 0,
            times.Count == 0 ? TimeSpan.Zero : Stopwatch.GetElapsedTime(start, times[0]),
            times.Count == 0 ? TimeSpan.Zero : Stopwatch.GetElapsedTime(times[0], times[^1]),
            [.. times.Zip(times.Skip(1), static (a, b) => Stopwatch.GetElapsedTime(a, b))]);
    }
}
