using SpecMesh.DraftService.Loop;
using SpecMesh.DraftService.Relay;
using SpecMesh.Inference.LlamaCpp;
using SpecMesh.NodeHosting;
using SpecMesh.ServiceDefaults.Membership;
using SpecMesh.ServiceDefaults.Nodes;
using SpecMesh.V1;

namespace SpecMesh.DraftService;

/// <summary>The draft as an application.</summary>
public static class DraftApp
{
    /// <param name="args">Command-line settings.</param>
    /// <param name="configure">Changes made before anything is registered, e.g. another engine.</param>
    public static WebApplication Build(string[] args, Action<WebApplicationBuilder>? configure = null)
    {
        var builder = WebApplication.CreateBuilder(args);
        configure?.Invoke(builder);
        builder.AddNodeDefaults(NodeRole.Draft);
        builder.Services.AddSingleton<DraftMetrics>();
        builder.AddEngine<DraftLoop>(exact: Toggle.Off);
        builder.Services.AddMeshPeers(NodeRole.Verifier, required: true);
        builder.Services.AddOptions<DraftOptions>()
            .BindConfiguration(DraftOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        builder.Services.AddSingleton<GenerationRelay>();
        builder.Services.AddHostedService<VerifierWatch>();
        builder.Services.AddHealthChecks().AddCheck<VerifierHealthCheck>("verifiers");

        var app = builder.Build();
        app.MapNodeEndpoints();
        app.MapGrpcService<DraftGrpcService>();
        return app;
    }
}
