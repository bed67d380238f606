using Grpc.AspNetCore.Server;
using Grpc.Net.Client;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using SpecMesh.Inference.Engine;
using SpecMesh.NodeHosting;

namespace SpecMesh.Testing.Nodes;

/// <summary>Builds a service: <c>VerifierApp.Build</c> or <c>DraftApp.Build</c>.</summary>
internal delegate WebApplication NodeBuild(string[] args, Action<WebApplicationBuilder>? configure);

/// <summary>A whole service in this process, on real loopback ports, around a given engine.</summary>
internal sealed class RunningNode : IAsyncDisposable
{
    private readonly WebApplication _app;

    private RunningNode(WebApplication app)
    {
        _app = app;
        // Kestrel opens its configured endpoints in the order of their names: Grpc, Http.
        var addresses = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.ToArray();
        (Address, HttpAddress) = (addresses[0], new Uri(addresses[1]));
        Channel = Connect();
    }

    /// <summary>The gRPC endpoint.</summary>
    public string Address { get; }

    /// <summary>The HTTP/1 endpoint.</summary>
    public Uri HttpAddress { get; }

    public IServiceProvider Services => _app.Services;

    public GrpcChannel Channel { get; }

    /// <summary>Another channel, with connections of its own.</summary>
    public GrpcChannel Connect() => GrpcChannel.ForAddress(Address);

    public NodeStatus Status => _app.Services.GetRequiredService<NodeStatus>();

    /// <summary>Starts a node and waits until its engine is loaded.</summary>
    /// <param name="build">Which service.</param>
    /// <param name="engine">Its engine; null for the one that the settings describe.</param>
    /// <param name="settings">Settings as on the command line, e.g. <c>Verifier:QueueLimit=1</c>.</param>
    public static async Task<RunningNode> StartAsync(NodeBuild build, IEngine? engine, params string[] settings)
    {
        var app = build(
            [
                "--Kestrel:Endpoints:Grpc:Url=http://127.0.0.1:0", "--Kestrel:Endpoints:Http:Url=http://127.0.0.1:0",
                "--Logging:LogLevel:Default=None", "--Logging:LogLevel:Microsoft=None", "--Logging:LogLevel:Microsoft.Hosting.Lifetime=None",
                "--Model:Path=none", "--Node:StateDirectory=none", "--Verifier:RestDrafts=false", .. settings.Select(setting => $"--{setting}"),
            ],
            builder =>
            {
                builder.Services.Configure<GrpcServiceOptions>(options => options.EnableDetailedErrors = true);
                if (engine is not null)
                    builder.Services.AddSingleton<EngineLoader>((_, _) => Task.FromResult(engine));
            });
        await app.StartAsync(TestContext.Current.CancellationToken);
        var node = new RunningNode(app);
        await node.Status.Loaded.WaitAsync(Limit.Start());
        return node;
    }

    /// <summary>Waits until the node reports a load.</summary>
    public async Task<NodeLoad> WaitForLoadAsync(Func<NodeLoad, bool> condition, CancellationToken cancellationToken)
    {
        using var watch = new Node.NodeClient(Channel).WatchLoad(new WatchLoadRequest(), cancellationToken: cancellationToken);
        while (await watch.ResponseStream.MoveNext(cancellationToken))
        {
            if (condition(watch.ResponseStream.Current))
                return watch.ResponseStream.Current;
        }

        throw new InvalidOperationException("The load stream has ended.");
    }

    /// <summary>Shuts down as on SIGTERM.</summary>
    public Task StopAsync() => _app.StopAsync(CancellationToken.None);

    /// <summary>Breaks every connection at once, as when the process is killed.</summary>
    public Task KillAsync() => _app.StopAsync(new CancellationToken(canceled: true));

    public async ValueTask DisposeAsync()
    {
        Channel.Dispose();
        await KillAsync();
        await _app.DisposeAsync();
    }
}
