using SpecMesh.Inference.LlamaCpp;
using SpecMesh.NodeHosting;
using SpecMesh.ServiceDefaults.Nodes;
using SpecMesh.V1;
using SpecMesh.VerifierService.Loop;

namespace SpecMesh.VerifierService;

/// <summary>The verifier as an application.</summary>
public static class VerifierApp
{
    /// <param name="args">Command-line settings.</param>
    /// <param name="configure">Changes made before anything is registered, e.g. another engine.</param>
    public static WebApplication Build(string[] args, Action<WebApplicationBuilder>? configure = null)
    {
        var builder = WebApplication.CreateBuilder(args);
        configure?.Invoke(builder);
        builder.AddNodeDefaults(NodeRole.Verifier);
        builder.Services.AddSingleton<VerifierMetrics>();
        builder.AddEngine<VerifierLoop>(exact: Toggle.Auto);
        builder.Services.AddOptions<VerifierOptions>()
            .BindConfiguration(VerifierOptions.Section).ValidateDataAnnotations().ValidateOnStart();

        var app = builder.Build();
        app.MapNodeEndpoints();
        app.MapGrpcService<VerifierGrpcService>();
        app.MapGrpcService<TokenizerGrpcService>();
        return app;
    }
}
