using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace SpecMesh.EndToEnd.Telemetry;

/// <summary>Takes in what services export by OTLP over HTTP, and keeps the spans.</summary>
internal sealed class Collector : IAsyncDisposable
{
    private readonly Lock _gate = new();
    private readonly List<Span> _spans = [];
    private readonly WebApplication _app;
    private TaskCompletionSource _grown = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private Collector(WebApplication app) => _app = app;

    public string Address { get; private set; } = "";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static async Task<Collector> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        var app = builder.Build();
        app.Urls.Add("http://127.0.0.1:0");
        var collector = new Collector(app);
        app.MapPost("/v1/traces", (HttpRequest request) => collector.TakeAsync(request));
        app.MapPost("/v1/metrics", static () => TypedResults.Ok());
        app.MapPost("/v1/logs", static () => TypedResults.Ok());
        await app.StartAsync(Cancellation);
        collector.Address = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
        return collector;
    }

    /// <summary>Waits until the spans that have come in are as wanted, and returns them.</summary>
    public async Task<IReadOnlyList<Span>> WaitAsync(Func<IReadOnlyList<Span>, bool> condition)
    {
        while (true)
        {
            Task grown;
            lock (_gate)
            {
                if (condition(_spans))
                    return [.. _spans];
                grown = _grown.Task;
            }

            await grown.WaitAsync(Cancellation);
        }
    }

    public override string ToString()
    {
        lock (_gate)
            return string.Join('\n', _spans.Select(static span => $"{span.Service} {span.TraceId} {span.ParentId} > {span.Id} {span.Name}"));
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task TakeAsync(HttpRequest request)
    {
        using var body = new MemoryStream();
        await request.Body.CopyToAsync(body, request.HttpContext.RequestAborted);
        lock (_gate)
        {
            _spans.AddRange(SpanReader.Read(body.ToArray()));
            _grown.SetResult();
            _grown = new(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }
}
