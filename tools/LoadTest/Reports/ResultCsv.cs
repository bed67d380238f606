using System.Globalization;
using SpecMesh.LoadTest.Load;

namespace SpecMesh.LoadTest.Reports;

/// <summary>Results as a table with a line for each request (RFC 4180).</summary>
internal static class ResultCsv
{
    private static readonly (string Name, Func<RequestResult, RunResult, string> Value)[] Columns =
    [
        ("chat", static (request, _) => Text(request.Chat)),
        ("turn", static (request, _) => Text(request.Turn)),
        ("genre", static (request, _) => request.Genre),
        ("intended_s", static (request, _) => Text(request.Intended.TotalSeconds)),
        ("sent_s", static (request, _) => Text(request.Sent.TotalSeconds)),
        ("ttft_ms", static (request, _) => request.Pieces.Count == 0 ? "" : Text(request.FirstToken.TotalMilliseconds)),
        ("tpot_ms", static (request, _) => request.PerToken is { } time ? Text(time.TotalMilliseconds) : ""),
        ("e2el_ms", static (request, _) => Text(request.EndToEnd.TotalMilliseconds)),
        ("input_tokens", static (request, _) => Text(request.PromptTokens)),
        ("cached_tokens", static (request, _) => Text(request.Usage?.Cached ?? 0)),
        ("output_tokens", static (request, _) => Text(request.OutputTokens)),
        ("chunks", static (request, _) => Text(request.Pieces.Count)),
        ("accepted_tokens", static (request, _) => request.Usage?.Accepted is { } accepted ? Text(accepted) : ""),
        ("rejected_tokens", static (request, _) => request.Usage?.Rejected is { } rejected ? Text(rejected) : ""),
        ("finish_reason", static (request, _) => request.FinishReason ?? ""),
        ("good", static (request, run) => run.Plan.Level is { } level ? Flag(level.Met(request)) : ""),
        ("error_class", static (request, _) => request.Failure?.ClassName ?? ""),
        ("error", static (request, _) => request.Failure?.Message ?? ""),
        ("send_lag_ms", static (request, _) => Text(request.Lateness.TotalMilliseconds)),
        ("client_lag_ms", static (request, run) => Text(run.Client.WorstLag(request.Intended, request.Ended).TotalMilliseconds)),
        ("client_saturated", static (request, run) => Flag(run.Client.Saturated(request.Intended, request.Ended))),
        ("warnings", static (_, run) => Text(run.Warnings.Count)),
    ];

    public static string Of(RunResult run) => string.Concat(Rows(run).Prepend(Header).Select(static row => row + "\r\n"));

    /// <summary>The requests of several runs, each with the value of one more column in front.</summary>
    /// <param name="column">The column's name.</param>
    /// <param name="runs">The runs and the value of each.</param>
    public static string Of(string column, IEnumerable<(double Value, RunResult Run)> runs) => string.Concat(
        runs.SelectMany(static entry => Rows(entry.Run).Select(row => $"{Text(entry.Value)},{row}")).Prepend($"{column},{Header}").Select(static row => row + "\r\n"));

    private static string Header => string.Join(',', Columns.Select(static column => column.Name));

    private static IEnumerable<string> Rows(RunResult run) =>
        run.Requests.Select(request => string.Join(',', Columns.Select(column => Quoted(column.Value(request, run)))));

    private static string Quoted(string value) =>
        value.AsSpan().IndexOfAny(",\"\r\n") < 0 ? value : $"\"{value.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    private static string Flag(bool value) => value ? "1" : "0";

    private static string Text(double value) => value.ToString("0.######", CultureInfo.InvariantCulture);
}
