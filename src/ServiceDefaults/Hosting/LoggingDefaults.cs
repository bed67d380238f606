using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;

namespace SpecMesh.ServiceDefaults.Hosting;

/// <summary>Short lines on the console; frameworks speak up from warnings on. All of it can be changed under <c>Logging</c>.</summary>
internal static class LoggingDefaults
{
    private static readonly Dictionary<string, string?> Settings = new()
    {
        ["Logging:Console:FormatterName"] = LineFormatter.FormatterName,
        ["Logging:LogLevel:Default"] = "Information",
        ["Logging:LogLevel:Microsoft"] = "Warning",
        ["Logging:LogLevel:Microsoft.Hosting.Lifetime"] = "Information",
        // Would report every probe that finds the service not ready as an error. Who probes gets the reasons.
        ["Logging:LogLevel:Microsoft.Extensions.Diagnostics.HealthChecks"] = "None",
        ["Logging:LogLevel:System"] = "Warning",
        ["Logging:LogLevel:Grpc"] = "Warning",
        // Retries are its warnings and a last attempt is its error; who gives up says so itself.
        ["Logging:LogLevel:Polly"] = "None",
    };

    public static void AddConsoleLogging(this WebApplicationBuilder builder)
    {
        builder.Configuration.AddFallback(Settings);
        builder.Logging.AddConsole().AddConsoleFormatter<LineFormatter, ConsoleFormatterOptions>();
    }
}
