using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Logging;

namespace SpecMesh.ServiceDefaults.Hosting;

/// <summary>One line a message, with the time of day; frameworks speak up from warnings on.</summary>
internal static class LoggingDefaults
{
    private static readonly Dictionary<string, string?> Levels = new()
    {
        ["Logging:LogLevel:Default"] = "Information",
        ["Logging:LogLevel:Microsoft"] = "Warning",
        ["Logging:LogLevel:Microsoft.Hosting.Lifetime"] = "Information",
        ["Logging:LogLevel:System"] = "Warning",
        ["Logging:LogLevel:Grpc"] = "Warning",
        // What is wrong is in the answer of /health; a node that loads its model is not an error.
        ["Logging:LogLevel:Microsoft.Extensions.Diagnostics.HealthChecks"] = "None",
        // Retries are its warnings; who retries says so itself.
        ["Logging:LogLevel:Polly"] = "Error",
    };

    public static void AddConsoleLogging(this WebApplicationBuilder builder)
    {
        builder.Configuration.AddFallback(Levels);
        builder.Logging.AddSimpleConsole(console =>
        {
            console.SingleLine = true;
            console.TimestampFormat = "HH:mm:ss.fff ";
        });
    }
}
