using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace SpecMesh.LoadTest.Tests.Support;

/// <summary>A request as the server saw it. Times are timestamps of the process's clock, which is also the client's.</summary>
internal sealed class Served(JsonElement body, string path)
{
    public JsonElement Body => body;

    public string Path => path;

    public long Received { get; } = Stopwatch.GetTimestamp();

    /// <summary>Just before each chunk was written.</summary>
    public List<long> Chunks { get; } = [];

    /// <summary>Requests carry their chat's number in the seed, counted from the first one's.</summary>
    public int Seed => body.GetProperty("seed").GetInt32();

    public TimeSpan FirstToken => Stopwatch.GetElapsedTime(Received, Chunks[0]);

    public TimeSpan Decode => Stopwatch.GetElapsedTime(Chunks[0], Chunks[^1]);
}

/// <summary>An OpenAI-compatible server on a loopback port that answers by script, and notes when it really did what.</summary>
internal sealed class ScriptedServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly Func<Served, Script> _script;
    private readonly ConcurrentQueue<Served> _served = new();
    private readonly SemaphoreSlim _arrived = new(0);
    private int _running;

    private ScriptedServer(Func<Served, Script> script)
    {
        _script = script;
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _app = builder.Build();
        _app.MapGet("/v1/models", () => Results.Text("""{"object":"list","data":[{"id":"scripted","object":"model"}]}""", "application/json"));
        _app.MapGet("/metrics", () => $"# TYPE process_resident_memory_bytes gauge\nprocess_resident_memory_bytes{{pid=\"1\"}} {Environment.WorkingSet} 1764000000000\n");
        _app.MapPost("/v1/chat/completions", AnswerAsync);
        _app.MapPost("/v1/completions", AnswerAsync);
    }

    public Uri Address => new(_app.Urls.Single() + "/");

    public IReadOnlyCollection<Served> Served => _served;

    /// <summary>Requests whose answers have not ended.</summary>
    public int Running => Volatile.Read(ref _running);

    public static Task<ScriptedServer> StartAsync(Script script) => StartAsync(_ => script);

    /// <summary>How much shorter than asked for a delay of the runtime can be: its clock for timers moves in ticks of the kernel.</summary>
    public static TimeSpan TimerTick { get; } = TimeSpan.FromMilliseconds(5);

    public static async Task<ScriptedServer> StartAsync(Func<Served, Script> script)
    {
        var server = new ScriptedServer(script);
        await server._app.StartAsync(TestContext.Current.CancellationToken);
        return server;
    }

    /// <summary>Waits until so many more requests have arrived.</summary>
    public async Task ArrivedAsync(int count, CancellationToken limit)
    {
        for (var i = 0; i < count; i++)
            await _arrived.WaitAsync(limit);
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _arrived.Dispose();
    }

    private async Task AnswerAsync(HttpContext http)
    {
        var served = new Served(await JsonSerializer.DeserializeAsync<JsonElement>(http.Request.Body), http.Request.Path);
        Interlocked.Increment(ref _running);
        _served.Enqueue(served);
        _arrived.Release();
        var script = _script(served);
        await script.Gate.WaitAsync(http.RequestAborted);
        http.Response.StatusCode = script.Status;
        http.Response.ContentType = script.ContentType;
        if (script is { Status: 200, ContentType: "text/event-stream" })
        {
            await StreamAsync(http, served, script);
        }
        else
        {
            Interlocked.Decrement(ref _running);
            await http.Response.WriteAsync(script.Body);
        }
    }

    private async Task StreamAsync(HttpContext http, Served served, Script script)
    {
        var chat = served.Path.Contains("chat", StringComparison.Ordinal);
        if (script.Greets)
            await WriteAsync(http, new { choices = new[] { new { delta = new { role = "assistant", content = "" } } } });
        for (var i = 0; i < script.Chunks; i++)
        {
            // The delay is what a client is to measure, so it has to pass.
            await Task.Delay(i == 0 ? script.FirstToken : script.Gap, http.RequestAborted);
            served.Chunks.Add(Stopwatch.GetTimestamp());
            await WriteAsync(http, chat
                ? new { choices = new[] { new { delta = new { content = script.Text } } } }
                : new { choices = new[] { new { text = script.Text } } });
        }

        // Before the client can know of the end: its next request must not meet this one.
        Interlocked.Decrement(ref _running);
        switch (script.Ending)
        {
            case Ending.Abort:
                http.Abort();
                return;
            case Ending.ErrorEvent:
                await http.Response.WriteAsync("event: error\ndata: {\"error\":{\"message\":\"the verifier died\"}}\n\n");
                return;
            case Ending.BrokenJson:
                await http.Response.WriteAsync("data: {\"choices\": [\n\n");
                return;
            case Ending.WithoutEndMark:
                return;
        }

        await WriteAsync(http, new { choices = new[] { new { delta = new { }, text = "", finish_reason = "stop" } } });
        if (script.CountsTokens)
            await WriteAsync(http, new { choices = Array.Empty<object>(), usage = Usage(script) });
        await http.Response.WriteAsync("data: [DONE]\n\n");
    }

    private static Dictionary<string, object> Usage(Script script)
    {
        var usage = new Dictionary<string, object> { ["prompt_tokens"] = 7, ["completion_tokens"] = script.Chunks * script.TokensOfChunk };
        if (script.Drafts is { } drafts)
            usage["completion_tokens_details"] = new { accepted_prediction_tokens = drafts.Accepted, rejected_prediction_tokens = drafts.Rejected };
        return usage;
    }

    private static async Task WriteAsync(HttpContext http, object chunk)
    {
        await http.Response.WriteAsync($"data: {JsonSerializer.Serialize(chunk)}\n\n");
        await http.Response.Body.FlushAsync();
    }
}
