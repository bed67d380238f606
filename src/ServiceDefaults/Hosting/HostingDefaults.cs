using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using SpecMesh.ServiceDefaults.Drain;
using SpecMesh.ServiceDefaults.Nodes;
using SpecMesh.ServiceDefaults.Telemetry;

namespace SpecMesh.ServiceDefaults.Hosting;

/// <summary>What every service has: logs, telemetry, health, draining.</summary>
public static class HostingDefaults
{
    private const string LiveTag = "live";
    private static readonly TimeSpan HealthPeriod = TimeSpan.FromSeconds(1);

    // After draining, Kestrel says goodbye to its connections and hosted services stop. A session that ignores DrainState.Ended is
    // aborted by Kestrel at the end of this.
    private static readonly TimeSpan StopAllowance = TimeSpan.FromSeconds(5);

    public static WebApplicationBuilder AddServiceDefaults(this WebApplicationBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.AddConsoleLogging();
        builder.AddTelemetry();

        var services = builder.Services;
        SupervisedLifetime.AddTo(services);
        services.TryAddSingleton(TimeProvider.System);
        services.AddOptions<NodeOptions>()
            .Configure<IConfiguration>((options, configuration) => configuration.GetSection(NodeOptions.Section).Bind(options))
            .ValidateOnStart();
        services.AddSingleton<IValidateOptions<NodeOptions>, NodeOptionsValidator>();

        services.AddSingleton<DrainState>();
        services.AddHostedService<DrainService>();
        services.AddOptions<HostOptions>().Configure<IOptions<NodeOptions>>(
            (host, node) => host.ShutdownTimeout = node.Value.DrainTimeout + StopAllowance);

        services.AddHealthChecks()
            .AddCheck("self", () => HealthCheckResult.Healthy(), [LiveTag])
            .AddCheck<DrainHealthCheck>("drain");
        services.Configure<HealthCheckPublisherOptions>(static options =>
        {
            options.Delay = TimeSpan.Zero;
            options.Period = HealthPeriod;
        });
        return builder;
    }

    /// <summary>
    /// Maps <c>/health</c> (ready for work), <c>/alive</c> (the process answers) and <c>/metrics</c> (for Prometheus). Where a service asks for keys, the
    /// first two need none.
    /// </summary>
    public static WebApplication MapDefaultEndpoints(this WebApplication app)
    {
        ArgumentNullException.ThrowIfNull(app);
        app.MapHealthChecks("/health", new HealthCheckOptions { ResponseWriter = HealthReportWriter.WriteAsync }).AllowAnonymous();
        app.MapHealthChecks("/alive", new HealthCheckOptions
        {
            Predicate = check => check.Tags.Contains(LiveTag),
            ResponseWriter = HealthReportWriter.WriteAsync,
        }).AllowAnonymous();
        if (app.Services.GetRequiredService<IOptions<TelemetryOptions>>().Value.Metrics)
            app.MapPrometheusScrapingEndpoint("/metrics").DisableRateLimiting();
        return app;
    }
}
