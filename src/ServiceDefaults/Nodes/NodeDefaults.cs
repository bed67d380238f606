using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using SpecMesh.ServiceDefaults.Hosting;
using SpecMesh.ServiceDefaults.Telemetry;
using SpecMesh.V1;

namespace SpecMesh.ServiceDefaults.Nodes;

/// <summary>What a verifier and a draft have in common: endpoints, the Node service, gRPC health.</summary>
public static class NodeDefaults
{
    private static readonly TimeSpan KeepAlivePingDelay = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan KeepAlivePingTimeout = TimeSpan.FromSeconds(10);

    /// <summary>Adds the service defaults and what a node needs on top. The caller registers an <see cref="INodeStatus"/>.</summary>
    public static WebApplicationBuilder AddNodeDefaults(this WebApplicationBuilder builder, NodeRole role)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.AddServiceDefaults();
        builder.Configuration.AddFallback(NodeEndpoints.Defaults(role));
        builder.Services.AddOptions<NodeOptions>().PostConfigure(options =>
        {
            if (string.IsNullOrWhiteSpace(options.Name))
                options.Name = $"{role.ToString().ToLowerInvariant()}-{Environment.ProcessId}";
        });

        builder.Services.AddGrpc();
        builder.Services.AddGrpcHealthChecks().AddCheck<NodeHealthCheck>("node");
        builder.Services.AddSingleton<NodeMetrics>();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            // A caller that vanishes without closing its connection would hold its sequence for ever.
            kestrel.Limits.Http2.KeepAlivePingDelay = KeepAlivePingDelay;
            kestrel.Limits.Http2.KeepAlivePingTimeout = KeepAlivePingTimeout;
        });
        return builder;
    }

    /// <summary>Maps the Node service, gRPC health, <c>/health</c> and <c>/alive</c>.</summary>
    public static WebApplication MapNodeEndpoints(this WebApplication app)
    {
        ArgumentNullException.ThrowIfNull(app);
        app.UseMiddleware<RequestIdReader>();
        // Nobody asks for it: it is there to be observed.
        app.Services.GetRequiredService<NodeMetrics>();
        app.MapDefaultEndpoints();
        app.MapGrpcService<NodeService>();
        app.MapGrpcHealthChecksService();
        return app;
    }
}
