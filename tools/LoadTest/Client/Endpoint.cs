using System.Net.Http.Headers;
using System.Text.Json;

namespace SpecMesh.LoadTest.Client;

/// <summary>Which of OpenAI's two ways to ask is used.</summary>
internal enum ApiKind
{
    /// <summary><c>/v1/chat/completions</c></summary>
    Chat,

    /// <summary><c>/v1/completions</c></summary>
    Completions,
}

/// <summary>Where requests go.</summary>
/// <param name="Address">The server, without <c>/v1</c>.</param>
/// <param name="Api">The way to ask.</param>
/// <param name="Key">Sent as bearer token; null: none.</param>
/// <param name="Headers">More headers of every request.</param>
/// <param name="Patience">Longest time that an answer may take.</param>
internal sealed record Endpoint(Uri Address, ApiKind Api, string? Key, IReadOnlyDictionary<string, string> Headers, TimeSpan Patience)
{
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(15);

    public string Path => Api == ApiKind.Chat ? "v1/chat/completions" : "v1/completions";

    /// <summary>The name that <c>vllm bench serve</c> has for this way to ask.</summary>
    public string Backend => Api == ApiKind.Chat ? "openai-chat" : "openai";

    /// <summary>The address as users give it, with or without <c>/v1</c>.</summary>
    /// <exception cref="LoadTestException">It is no HTTP address.</exception>
    public static Uri ParseAddress(string text)
    {
        var whole = text.Contains("://", StringComparison.Ordinal) ? text : $"http://{text}";
        if (!Uri.TryCreate(whole, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https") || uri.Host.Length == 0)
            throw new LoadTestException($"'{text}' is no address of a server. Give one such as http://localhost:8080.");
        var path = uri.AbsolutePath.TrimEnd('/');
        if (path.EndsWith("/v1", StringComparison.Ordinal))
            path = path[..^"/v1".Length];
        return new Uri(uri, path + "/");
    }

    public HttpClient CreateHttp()
    {
        // As many connections as there are requests at once: waiting for one would be time of the client, not of the server. And no proxy to
        // this very machine, which would be measured with it.
        var handler = new SocketsHttpHandler
        {
            MaxConnectionsPerServer = int.MaxValue, ConnectTimeout = ConnectTimeout, UseCookies = false, AllowAutoRedirect = false,
            UseProxy = !Address.IsLoopback,
        };
        var http = new HttpClient(handler) { BaseAddress = Address, Timeout = Timeout.InfiniteTimeSpan };
        if (Key is not null)
            http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Key);
        foreach (var (name, value) in Headers)
            http.DefaultRequestHeaders.TryAddWithoutValidation(name, value);
        return http;
    }

    /// <summary>The first model that the server lists.</summary>
    /// <exception cref="LoadTestException">The server is not there, or does not say.</exception>
    public async Task<string> FirstModelAsync(HttpClient http, CancellationToken cancellation)
    {
        try
        {
            using var response = await http.GetAsync(new Uri("v1/models", UriKind.Relative), cancellation);
            var body = await response.Content.ReadAsStringAsync(cancellation);
            if (!response.IsSuccessStatusCode)
                throw new LoadTestException($"{Address}v1/models answered {(int)response.StatusCode} {ErrorBody.MessageOf(body)}. Name the model with --model.");
            return FirstModel(body) ?? throw new LoadTestException($"{Address}v1/models lists no model. Name one with --model.");
        }
        catch (HttpRequestException e)
        {
            throw new LoadTestException($"{Address} cannot be reached: {e.GetBaseException().Message}. Is the server running? Its address is set with --url.", e);
        }
    }

    private static string? FirstModel(string body)
    {
        try
        {
            return JsonElement.Parse(body).GetProperty("data") is { ValueKind: JsonValueKind.Array } data && data.GetArrayLength() > 0
                ? data[0].GetProperty("id").GetString()
                : null;
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            return null;
        }
    }
}
