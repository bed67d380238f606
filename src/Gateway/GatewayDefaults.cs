using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Options;
using SpecMesh.Gateway.Api;
using SpecMesh.Gateway.Api.Errors;
using SpecMesh.Gateway.Generations;
using SpecMesh.Gateway.Models;
using SpecMesh.ServiceDefaults.Hosting;
using SpecMesh.ServiceDefaults.Membership;
using SpecMesh.V1;

namespace SpecMesh.Gateway;

/// <summary>What the gateway is made of.</summary>
public static class GatewayDefaults
{
    private static readonly Dictionary<string, string?> Endpoints = new()
    {
        ["Kestrel:Endpoints:Http:Url"] = "http://localhost:8080",
    };

    public static WebApplicationBuilder AddGateway(this WebApplicationBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Configuration.AddFallback(Endpoints);

        var services = builder.Services;
        services.AddOptions<GatewayOptions>()
            .Configure<IConfiguration>((options, configuration) => configuration.GetSection(GatewayOptions.Section).Bind(options))
            .ValidateOnStart();
        services.AddSingleton<IValidateOptions<GatewayOptions>, GatewayOptionsValidator>();
        services.AddOptions<KestrelServerOptions>().Configure<IOptions<GatewayOptions>>((kestrel, gateway) =>
        {
            kestrel.Limits.MaxRequestBodySize = gateway.Value.MaxRequestBytes;
            kestrel.AddServerHeader = false;
        });

        services.AddMeshPeers(NodeRole.Verifier, required: true);
        services.AddMeshPeers(NodeRole.Draft, required: false);
        services.AddSingleton<ModelCatalog>();
        services.AddSingleton<AttemptOpener>();
        services.AddSingleton<GenerationMetrics>();
        services.AddSingleton<GenerationStarter>();
        services.AddSingleton<AnswerEndpoint>();
        services.AddHealthChecks().AddCheck<VerifierHealthCheck>("verifiers");
        return builder;
    }

    public static WebApplication MapGateway(this WebApplication app)
    {
        ArgumentNullException.ThrowIfNull(app);
        app.UseMiddleware<RequestIdMiddleware>();
        app.UseMiddleware<ErrorMiddleware>();
        app.UseStatusCodePages(ErrorMiddleware.WriteStatusAsync);
        app.MapApi();
        return app;
    }
}
