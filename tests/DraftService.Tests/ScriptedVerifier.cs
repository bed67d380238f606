using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using SpecMesh.NodeHosting;
using SpecMesh.ServiceDefaults.Nodes;

namespace SpecMesh.DraftService.Tests;

/// <summary>A verifier that says what a test tells it to, right or wrong.</summary>
internal sealed class ScriptedVerifier : IAsyncDisposable
{
    private readonly WebApplication _app;

    private ScriptedVerifier(WebApplication app)
    {
        _app = app;
        Address = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
    }

    public string Address { get; }

    /// <param name="script">Handles each verify stream.</param>
    public static async Task<ScriptedVerifier> StartAsync(
        Func<IAsyncStreamReader<VerifyRequest>, IServerStreamWriter<VerifyResponse>, Task> script)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Kestrel:Endpoints:Grpc:Url"] = "http://127.0.0.1:0",
            ["Kestrel:Endpoints:Http:Url"] = "http://127.0.0.1:0",
        });
        builder.AddNodeDefaults(NodeRole.Verifier);
        builder.Logging.ClearProviders();
        using var engine = new ScriptedEngine();
        var status = new NodeStatus();
        status.Publish(engine.ToNodeInfo("scripted", NodeRole.Verifier));
        builder.Services.AddSingleton<INodeStatus>(status).AddSingleton(script);
        var app = builder.Build();
        app.MapNodeEndpoints();
        app.MapGrpcService<Service>();
        await app.StartAsync(TestContext.Current.CancellationToken);
        return new ScriptedVerifier(app);
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync(new CancellationToken(canceled: true));
        await _app.DisposeAsync();
    }

    private sealed class Service(Func<IAsyncStreamReader<VerifyRequest>, IServerStreamWriter<VerifyResponse>, Task> script)
        : Verifier.VerifierBase
    {
        public override Task Verify(
            IAsyncStreamReader<VerifyRequest> requestStream, IServerStreamWriter<VerifyResponse> responseStream, ServerCallContext context) =>
            script(requestStream, responseStream);
    }
}
