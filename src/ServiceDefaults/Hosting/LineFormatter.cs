using System.Globalization;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;
using SpecMesh.ServiceDefaults.Telemetry;

namespace SpecMesh.ServiceDefaults.Hosting;

/// <summary>
/// A line a message: time of day, level, the last part of the category, the message, the id of the request that it is about. A warning names
/// its exception, an error shows all of it on the lines below.
/// </summary>
internal sealed class LineFormatter(TimeProvider time) : ConsoleFormatter(FormatterName)
{
    public const string FormatterName = "line";

    public override void Write<TState>(in LogEntry<TState> logEntry, IExternalScopeProvider? scopeProvider, TextWriter textWriter)
    {
        ArgumentNullException.ThrowIfNull(textWriter);
        textWriter.Write(time.GetLocalNow().ToString("HH:mm:ss.fff", CultureInfo.InvariantCulture));
        textWriter.Write($" {NameOf(logEntry.LogLevel)} {ShortName(logEntry.Category)}: ");
        textWriter.Write(logEntry.Formatter(logEntry.State, logEntry.Exception).ReplaceLineEndings(" "));
        if (RequestId.Current is { } request)
            textWriter.Write($" [{request}]");
        if (logEntry.Exception is { } exception)
        {
            textWriter.Write(logEntry.LogLevel >= LogLevel.Error
                ? $"{Environment.NewLine}{exception}"
                : $" ({exception.GetType().Name}: {exception.Message.ReplaceLineEndings(" ")})");
        }

        textWriter.WriteLine();
    }

    private static string NameOf(LogLevel level) => level switch
    {
        LogLevel.Trace => "trace",
        LogLevel.Debug => "debug",
        LogLevel.Information => "info ",
        LogLevel.Warning => "warn ",
        LogLevel.Error => "error",
        _ => "fatal",
    };

    // Generic types come as Name`1[...].
    private static string ShortName(string category)
    {
        var name = category.Split('`', 2)[0];
        return name[(name.LastIndexOf('.') + 1)..];
    }
}
