using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace SpecMesh.ServiceDefaults.Hosting;

/// <summary>
/// OpenTelemetry metrics and traces. Metrics can be read at <c>/metrics</c>; all goes where <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> says, if it is set.
/// </summary>
internal static class TelemetryDefaults
{
    /// <summary>Every meter and activity source of SpecMesh has a name that begins so.</summary>
    private const string OwnSources = "SpecMesh.*";

    public static void AddTelemetry(this WebApplicationBuilder builder)
    {
        var telemetry = builder.Services.AddOpenTelemetry()
            .ConfigureResource(resource => resource.AddService(
                builder.Configuration["OTEL_SERVICE_NAME"] ?? builder.Environment.ApplicationName))
            .WithMetrics(metrics => metrics
                .AddAspNetCoreInstrumentation()
                .AddMeter("System.Runtime", "Polly", OwnSources)
                // Two readers within a moment must not be told the same: a bench reads before and after each step.
                .AddPrometheusExporter(options => options.ScrapeResponseCacheDurationMilliseconds = 0))
            .WithTracing(traces => traces
                .AddAspNetCoreInstrumentation(options => options.Filter = context => !IsProbe(context.Request.Path))
                .AddSource("Grpc.Net.Client", OwnSources));

        if (string.IsNullOrWhiteSpace(builder.Configuration["OTEL_EXPORTER_OTLP_ENDPOINT"]))
            return;
        builder.Logging.AddOpenTelemetry(logging => logging.IncludeFormattedMessage = true);
        telemetry.UseOtlpExporter();
    }

    // Probes and endless load streams would drown the traces of requests.
    private static bool IsProbe(PathString path) =>
        path == "/health" || path == "/alive" || path == "/metrics"
        || path.StartsWithSegments("/specmesh.v1.Node") || path.StartsWithSegments("/grpc.health.v1.Health");
}
