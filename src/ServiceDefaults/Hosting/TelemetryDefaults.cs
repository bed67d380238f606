using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace SpecMesh.ServiceDefaults.Hosting;

/// <summary>OpenTelemetry metrics and traces; exported where <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> says, else nowhere.</summary>
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
                .AddMeter("System.Runtime", "Polly", OwnSources))
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
        path == "/health" || path == "/alive"
        || path.StartsWithSegments("/specmesh.v1.Node") || path.StartsWithSegments("/grpc.health.v1.Health");
}
