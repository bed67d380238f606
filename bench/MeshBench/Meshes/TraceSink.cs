using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace SpecMesh.MeshBench.Meshes;

/// <summary>Takes in what services export by OTLP over HTTP, counts it, and forgets it: the cheapest collector there can be.</summary>
internal sealed class TraceSink : IAsyncDisposable
{
    private readonly WebApplication _app;
    private long _bytes;

    private TraceSink(WebApplication app) => _app = app;

    public Uri Address { get; private set; } = null!;

    /// <summary>Bytes of traces that came in.</summary>
    public long TraceBytes => Interlocked.Read(ref _bytes);

    public static async Task<TraceSink> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        var app = builder.Build();
        app.Urls.Add("http://127.0.0.1:0");
        var sink = new TraceSink(app);
        app.MapPost("/v1/{signal}", (HttpRequest request, string signal) => sink.SwallowAsync(request, signal));
        await app.StartAsync();
        sink.Address = new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single());
        return sink;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task SwallowAsync(HttpRequest request, string signal)
    {
        using var body = new MemoryStream();
        await request.Body.CopyToAsync(body, request.HttpContext.RequestAborted);
        if (signal == "traces")
            Interlocked.Add(ref _bytes, body.Length);
    }
}
