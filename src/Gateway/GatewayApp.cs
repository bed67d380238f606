using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Options;
using SpecMesh.Gateway.Api;
using SpecMesh.Gateway.Api.Errors;
using SpecMesh.Gateway.Door;
using SpecMesh.Gateway.Generations;
using SpecMesh.Gateway.Mesh;
using SpecMesh.Gateway.Models;
using SpecMesh.Gateway.OpenApi;
using SpecMesh.Gateway.Pages;
using SpecMesh.ServiceDefaults.Hosting;
using SpecMesh.ServiceDefaults.Membership;
using SpecMesh.V1;

namespace SpecMesh.Gateway;

/// <summary>The gateway as an application.</summary>
public static class GatewayApp
{
    private static readonly Dictionary<string, string?> Endpoints = new()
    {
        ["Kestrel:Endpoints:Http:Url"] = "http://localhost:8080",
    };

    /// <param name="args">Command-line settings.</param>
    /// <param name="configure">Changes made before anything is registered.</param>
    public static WebApplication Build(string[] args, Action<WebApplicationBuilder>? configure = null)
    {
        var builder = WebApplication.CreateBuilder(args);
        configure?.Invoke(builder);
        builder.AddServiceDefaults();
        builder.Configuration.AddFallback(Endpoints);
        AddGateway(builder.Services);

        var app = builder.Build();
        app.UseMiddleware<RequestIdMiddleware>();
        app.UseMiddleware<ErrorMiddleware>();
        app.UseSecurityHeaders();
        app.UsePlayground();
        app.UseStatusCodePages(ErrorMiddleware.WriteStatusAsync);
        app.UseDoor();
        app.MapDefaultEndpoints();
        app.MapApi();
        app.MapApiDocument();
        app.MapReferencePage();
        return app;
    }

    private static void AddGateway(IServiceCollection services)
    {
        services.AddOptions<GatewayOptions>()
            .Configure<IConfiguration>((options, configuration) => configuration.GetSection(GatewayOptions.Section).Bind(options))
            .ValidateOnStart();
        services.AddSingleton<IValidateOptions<GatewayOptions>, GatewayOptionsValidator>();
        services.AddOptions<KestrelServerOptions>().Configure<IOptions<GatewayOptions>>((kestrel, gateway) =>
        {
            kestrel.Limits.MaxRequestBodySize = gateway.Value.MaxRequestBytes;
            kestrel.AddServerHeader = false;
        });

        services.AddDoor();
        services.AddApiDocument();
        services.AddMeshPeers(NodeRole.Verifier, required: true);
        services.AddMeshPeers(NodeRole.Draft, required: false);
        services.AddSingleton<ModelCatalog>();
        services.AddSingleton<AttemptOpener>();
        services.AddSingleton<GenerationMetrics>();
        services.AddSingleton<GenerationStarter>();
        services.AddSingleton<VerifierTokenizer>();
        services.AddSingleton<AnswerEndpoint>();
        services.AddSingleton<TokenizerEndpoint>();
        services.AddSingleton<MeshView>();
        services.AddSingleton<MeshEndpoint>();
        services.AddHealthChecks().AddCheck<VerifierHealthCheck>("verifiers");
    }
}
