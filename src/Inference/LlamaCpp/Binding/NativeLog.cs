using System.Text;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace SpecMesh.Inference.LlamaCpp.Binding;

/// <summary>
/// Takes llama.cpp's log, which is one per process, to an <see cref="ILogger"/>, and remembers the last errors of each
/// thread so that an exception can say why.
/// </summary>
internal static partial class NativeLog
{
    private const int RememberedErrors = 4;
    private const int Continuation = 5;

    private static volatile ILogger s_logger = NullLogger.Instance;

    [ThreadStatic] private static StringBuilder? t_line;
    [ThreadStatic] private static LogLevel t_level;
    [ThreadStatic] private static Queue<string>? t_errors;

    /// <summary>Sends the log to <paramref name="logger"/> from now on.</summary>
    public static void SendTo(ILogger logger) => s_logger = logger;

    /// <summary>The last error lines that this thread's native calls wrote, as one text, and forgets them. Empty if there are none.</summary>
    public static string TakeErrors()
    {
        var text = t_errors is null ? "" : string.Join("; ", t_errors);
        t_errors?.Clear();
        return text;
    }

    /// <summary>Takes in what llama.cpp writes.</summary>
    /// <param name="level">The value of <c>ggml_log_level</c>.</param>
    /// <param name="text">A line or a piece of one.</param>
    public static void Write(int level, string text)
    {
        // llama.cpp writes a line in pieces; only the first says its level, and the last ends in a line break.
        var line = t_line ??= new StringBuilder();
        if (level != Continuation)
        {
            Flush(line);
            t_level = ToLogLevel(level);
        }

        line.Append(text);
        if (line is [.., '\n'])
            Flush(line);
    }

    private static void Flush(StringBuilder line)
    {
        var text = line.ToString().Trim();
        line.Clear();
        if (text.Length == 0)
            return;
        if (t_level == LogLevel.Error)
        {
            var errors = t_errors ??= new Queue<string>();
            if (errors.Count == RememberedErrors)
                errors.Dequeue();
            errors.Enqueue(text);
        }

        Log.Native(s_logger, t_level, text);
    }

    // One step quieter than llama.cpp's own scale: it tells much at "info" and warns of what is normal here.
    private static LogLevel ToLogLevel(int level) => level switch
    {
        2 => LogLevel.Debug,
        3 => LogLevel.Information,
        4 => LogLevel.Error,
        _ => LogLevel.Trace,
    };

    private static partial class Log
    {
        [LoggerMessage(EventName = "Native", Message = "llama.cpp: {Text}")]
        public static partial void Native(ILogger logger, LogLevel level, string text);
    }
}
