using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using SpecMesh.ServiceDefaults.Drain;
using SpecMesh.ServiceDefaults.Nodes;
using SpecMesh.V1;

namespace SpecMesh.Tests.Support;

/// <summary>A node on real loopback ports whose status, and whose services, a test scripts.</summary>
public sealed class TestNode : IAsyncDisposable
{
    private readonly WebApplication _app;

    private TestNode(WebApplication app, ScriptedStatus status)
    {
        _app = app;
        Status = status;
        var addresses = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.ToArray();
        // Kestrel opens its configured endpoints in the order of their names: Grpc, Http.
        Address = new Uri(addresses[0]);
        HttpAddress = new Uri(addresses[1]);
    }

    public ScriptedStatus Status { get; }

    /// <summary>The gRPC endpoint.</summary>
    public Uri Address { get; }

    /// <summary>The HTTP/1 endpoint.</summary>
    public Uri HttpAddress { get; }

    public DrainState Drain => _app.Services.GetRequiredService<DrainState>();

    public static async Task<TestNode> StartAsync(
        NodeRole role,
        string name,
        Action<IServiceCollection>? services = null,
        Action<WebApplication>? map = null,
        Action<NodeInfo>? info = null,
        int port = 0,
        TimeSpan? drainTimeout = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Kestrel:Endpoints:Grpc:Url"] = $"http://127.0.0.1:{port}",
            ["Kestrel:Endpoints:Http:Url"] = "http://127.0.0.1:0",
            ["Node:DrainTimeout"] = (drainTimeout ?? TimeSpan.FromSeconds(30)).ToString("c", CultureInfo.InvariantCulture),
        });
        builder.AddNodeDefaults(role);
        builder.Logging.ClearProviders();

        var node = new NodeInfo
        {
            Name = name,
            Role = role,
            Model = "tiny",
            Slots = 4,
            Context = 1024,
            Instance = Guid.NewGuid().ToString(),
            Vocabulary = new Vocabulary { Type = "bpe", Size = 100, TailHashes = { Enumerable.Range(1, 129).Select(static hash => (ulong)hash) } },
        };
        info?.Invoke(node);
        var status = new ScriptedStatus(node);
        builder.Services.AddSingleton<INodeStatus>(status);
        services?.Invoke(builder.Services);

        var app = builder.Build();
        app.MapNodeEndpoints();
        map?.Invoke(app);
        await app.StartAsync();
        return new TestNode(app, status);
    }

    /// <summary>Shuts down as on SIGTERM.</summary>
    public Task StopAsync() => _app.StopAsync(CancellationToken.None);

    /// <summary>Breaks every connection at once, as when the process is killed.</summary>
    public Task KillAsync() => _app.StopAsync(new CancellationToken(canceled: true));

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        await _app.DisposeAsync();
    }
}
