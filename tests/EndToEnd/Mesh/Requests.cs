using System.Net.Http.Json;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace SpecMesh.EndToEnd.Mesh;

/// <summary>The gateway's HTTP interface, as a user calls it.</summary>
internal static class Requests
{
    public const string Chat = "/v1/chat/completions";
    public const string Completion = "/v1/completions";

    private const string DataPrefix = "data: ";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>Sends a request and reads the whole answer.</summary>
    public static async Task<Answer> AskAsync(this HttpClient http, string path, JsonObject request) =>
        Answer.Parse(await http.AskJsonAsync(path, request));

    /// <summary>Sends a request and reads the whole body of the answer.</summary>
    public static async Task<JsonElement> AskJsonAsync(this HttpClient http, string path, JsonObject request)
    {
        using var response = await http.PostAsJsonAsync(path, request, Cancellation);
        var body = await response.Content.ReadAsStringAsync(Cancellation);
        Assert.True(response.IsSuccessStatusCode, $"{request.ToJsonString()} was answered with {(int)response.StatusCode}: {body}");
        return JsonDocument.Parse(body).RootElement;
    }

    /// <summary>Sends a request for a streamed answer, calls <paramref name="onPiece"/> after each piece of text, and joins the pieces.</summary>
    public static async Task<Answer> StreamAsync(this HttpClient http, string path, JsonObject request, Func<int, Task>? onPiece = null)
    {
        var text = new StringBuilder();
        string? finishReason = null;
        JsonElement? usage = null;
        var pieces = 0;
        await foreach (var chunk in http.EventsAsync(path, request))
        {
            Assert.False(chunk.TryGetProperty("error", out var error), $"The stream has an error: {error}");
            if (chunk.TryGetProperty("usage", out var counts) && counts.ValueKind == JsonValueKind.Object)
                usage = counts;
            foreach (var choice in chunk.GetProperty("choices").EnumerateArray())
            {
                finishReason ??= choice.GetProperty("finish_reason").GetString();
                if (PieceOf(choice) is not { Length: > 0 } piece)
                    continue;
                text.Append(piece);
                if (onPiece is not null)
                    await onPiece(++pieces);
            }
        }

        Assert.NotNull(usage);
        return Answer.Of(text.ToString(), finishReason, usage.Value);
    }

    /// <summary>The events of a streamed answer, up to the one that says it is done.</summary>
    public static async IAsyncEnumerable<JsonElement> EventsAsync(
        this HttpClient http, string path, JsonObject request, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        var streamed = (JsonObject)request.DeepClone();
        streamed["stream"] = true;
        streamed["stream_options"] = new JsonObject { ["include_usage"] = true };
        using var message = new HttpRequestMessage(HttpMethod.Post, path) { Content = JsonContent.Create(streamed) };
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, Cancellation);
        using var response = await http.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, either.Token);
        response.EnsureSuccessStatusCode();
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(either.Token));
        while (await reader.ReadLineAsync(either.Token) is { } line)
        {
            if (line == DataPrefix + "[DONE]")
                yield break;
            if (line.StartsWith(DataPrefix, StringComparison.Ordinal))
                yield return JsonDocument.Parse(line[DataPrefix.Length..]).RootElement;
        }

        Assert.Fail("The stream ended without [DONE].");
    }

    private static string? PieceOf(JsonElement choice)
    {
        if (choice.TryGetProperty("text", out var text))
            return text.GetString();
        return choice.GetProperty("delta").TryGetProperty("content", out var content) ? content.GetString() : null;
    }
}
