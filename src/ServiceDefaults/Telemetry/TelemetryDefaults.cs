using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;
using SpecMesh.ServiceDefaults.Nodes;

namespace SpecMesh.ServiceDefaults.Telemetry;

/// <summary>
/// OpenTelemetry metrics, traces and logs. Metrics can be read at <c>/metrics</c>; all goes where <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> says, if it
/// is set. Without it there are no traces: nobody would read them.
/// </summary>
internal static class TelemetryDefaults
{
    private const string OtlpEndpoint = "OTEL_EXPORTER_OTLP_ENDPOINT";

    /// <summary>Every meter and activity source of SpecMesh has a name that begins so.</summary>
    private const string OwnSources = "SpecMesh.*";

    public static void AddTelemetry(this WebApplicationBuilder builder)
    {
        builder.Services.AddOptions<TelemetryOptions>()
            .BindConfiguration(TelemetryOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        builder.Services.AddSingleton<IHealthCheckPublisher, ServiceMetrics>();

        var telemetry = builder.Services.AddOpenTelemetry().ConfigureResource(resource => Describe(resource, builder));
        if (builder.Configuration.GetSection(TelemetryOptions.Section).Get<TelemetryOptions>() is null or { Metrics: true })
        {
            telemetry.WithMetrics(static metrics => metrics
                .AddAspNetCoreInstrumentation()
                .AddMeter("System.Runtime", "Polly", OwnSources)
                // Two readers within a moment must not be told the same: a bench reads before and after each step.
                .AddPrometheusExporter(static options => options.ScrapeResponseCacheDurationMilliseconds = 0));
        }

        if (string.IsNullOrWhiteSpace(builder.Configuration[OtlpEndpoint]))
            return;
        telemetry.WithTracing(static traces => traces
            .AddAspNetCoreInstrumentation(static options => options.Filter = static context => !IsProbe(context.Request.Path))
            .AddSource(OwnSources));
        builder.Logging.AddOpenTelemetry(static logging =>
        {
            logging.IncludeFormattedMessage = true;
            logging.AddProcessor(new RequestIdOnLogs());
        });
        telemetry.UseOtlpExporter();
    }

    private static void Describe(ResourceBuilder resource, WebApplicationBuilder builder)
    {
        var name = builder.Configuration["OTEL_SERVICE_NAME"] ?? builder.Environment.ApplicationName;
        var node = builder.Configuration[$"{NodeOptions.Section}:{nameof(NodeOptions.Name)}"];
        resource.AddService(
            name, autoGenerateServiceInstanceId: string.IsNullOrWhiteSpace(node), serviceInstanceId: string.IsNullOrWhiteSpace(node) ? null : node);
    }

    // Probes and endless load streams would drown the traces of requests.
    private static bool IsProbe(PathString path) =>
        path == "/health" || path == "/alive" || path == "/metrics"
        || path.StartsWithSegments("/specmesh.v1.Node") || path.StartsWithSegments("/grpc.health.v1.Health");
}
