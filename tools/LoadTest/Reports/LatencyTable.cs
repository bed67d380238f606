using SpecMesh.LoadTest.Metrics;

namespace SpecMesh.LoadTest.Reports;

/// <summary>The latencies of a run as rows of text, for the terminal and for the page.</summary>
internal static class LatencyTable
{
    public static IReadOnlyList<string> Titles { get; } = ["ms", "mean", "p50", "p90", "p95", "p99", "max"];

    public static IEnumerable<IReadOnlyList<string>> Rows(Summary summary) =>
    [
        Row("TTFT (first token)", summary.FirstToken),
        Row("TPOT (each further token)", summary.PerToken),
        Row("ITL (between chunks)", summary.InterToken),
        Row("E2E (whole answer)", summary.EndToEnd),
    ];

    private static string[] Row(string name, Distribution values) => values.Count == 0
        ? [name, .. Enumerable.Repeat("-", Titles.Count - 1)]
        : [name, .. new[] { values.Mean, values.P50, values.P90, values.P95, values.P99, values.Max }.Select(Figure.Number)];
}
