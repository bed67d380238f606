using System.Text.Json.Nodes;
using OxyPlot;
using Spectre.Console;
using SpecMesh.LoadTest.Metrics;
using SpecMesh.LoadTest.Reports;

namespace SpecMesh.LoadTest.Sweeps;

/// <summary>A sweep's result for people and for programs.</summary>
internal static class SweepReport
{
    private static readonly (string Title, Func<SweepLevel, string> Value)[] Columns =
    [
        ("req/s", static level => Figure.Number(level.Run.Summary.RequestThroughput)),
        ("output tok/s", static level => Figure.Number(level.Run.Summary.OutputThroughput)),
        ("goodput req/s", static level => level.Run.Summary.Goodput is { } goodput ? Figure.Number(goodput) : "-"),
        ("TTFT p50 ms", static level => Figure.Number(level.Run.Summary.FirstToken.P50)),
        ("TTFT p99 ms", static level => Figure.Number(level.Run.Summary.FirstToken.P99)),
        ("TPOT p50 ms", static level => Figure.Number(level.Run.Summary.PerToken.P50)),
        ("E2E p99 ms", static level => Figure.Number(level.Run.Summary.EndToEnd.P99)),
        ("failed", static level => Figure.Number(level.Run.Summary.Failed)),
        ("accepted", static level => level.Run.Summary.Acceptance is { } acceptance ? Figure.Percent(acceptance.Rate) : "-"),
        ("too much", static level => level.TooMuch ?? ""),
    ];

    public static void Print(SweepResult sweep, IAnsiConsole console)
    {
        var table = new Spectre.Console.Table().Border(TableBorder.Rounded);
        foreach (var title in Titles(sweep))
            table.AddColumn(new TableColumn(new Text(title)));
        foreach (var row in Rows(sweep))
            table.AddRow([.. row.Select(static cell => new Text(cell))]);
        console.Write(table);
        console.WriteLine(sweep.Verdict);
        ConsoleSummary.PrintWarnings(sweep.Warnings, console);
    }

    public static JsonObject Json(SweepResult sweep) => new()
    {
        ["sweep"] = sweep.Plan.Axis.ToString().ToLowerInvariant(),
        ["best"] = sweep.Best,
        ["verdict"] = sweep.Verdict,
        ["warnings"] = new JsonArray([.. sweep.Warnings.Select(static warning => (JsonNode)warning)]),
        ["levels"] = new JsonArray([
            .. sweep.Levels.Select(static level => (JsonNode)new JsonObject
            {
                ["level"] = level.Level,
                ["too_much"] = level.TooMuch,
                ["result"] = ResultJson.Of(level.Run, details: false, texts: false),
            }),
        ]),
    };

    /// <summary>The requests of all levels, each with its level in front.</summary>
    public static string Csv(SweepResult sweep) => ResultCsv.Of("level", sweep.Levels.Select(static level => (level.Level, level.Run)));

    public static string Html(SweepResult sweep)
    {
        var first = sweep.Levels[0].Run;
        return new Page($"Load sweep: {first.Plan.Label}")
            .Lead($"{first.Plan.Requests.Model} at {first.Plan.Endpoint.Address}, {first.Started:yyyy-MM-dd HH:mm:ss} UTC. Prompts: {first.Plan.Prompts.Describe()}.")
            .Lead(sweep.Verdict)
            .Warnings(sweep.Warnings)
            .Heading("Levels").Table(Titles(sweep), Rows(sweep))
            .Heading("Plots").Charts([
                Plot(sweep, "Output tokens", "tokens per second", ("tokens", static summary => summary.OutputThroughput)),
                first.Plan.Level is null
                    ? Plot(sweep, "Requests", "requests per second", ("completed", static summary => summary.RequestThroughput))
                    : Plot(sweep, "Requests", "requests per second",
                        ("completed", static summary => summary.RequestThroughput), ("good", static summary => summary.Goodput ?? 0)),
                Plot(sweep, "Time to first token", "milliseconds",
                    ("p50", static summary => summary.FirstToken.P50), ("p90", static summary => summary.FirstToken.P90), ("p99", static summary => summary.FirstToken.P99)),
                Plot(sweep, "Time per token", "milliseconds", ("p50", static summary => summary.PerToken.P50), ("p99", static summary => summary.PerToken.P99)),
                Plot(sweep, "End to end", "milliseconds", ("p50", static summary => summary.EndToEnd.P50), ("p99", static summary => summary.EndToEnd.P99)),
            ])
            .ToString();
    }

    private static IEnumerable<string> Titles(SweepResult sweep) => [sweep.Unit, .. Columns.Select(static column => column.Title)];

    private static IEnumerable<IReadOnlyList<string>> Rows(SweepResult sweep) =>
        sweep.Levels.Select(static level => (string[])[$"{level.Level:0.##}", .. Columns.Select(column => column.Value(level))]);

    private static string Plot(SweepResult sweep, string title, string unit, params (string Name, Func<Summary, double> Value)[] curves) => Chart.Lines(
        title, sweep.Unit, unit,
        [.. curves.Select(curve => new Curve(curve.Name, [.. sweep.Levels.Select(level => new DataPoint(level.Level, curve.Value(level.Run.Summary)))]))],
        marked: true);
}
