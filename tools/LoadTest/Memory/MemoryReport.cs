using System.Text.Json.Nodes;
using OxyPlot;
using SpecMesh.LoadTest.Load;
using SpecMesh.LoadTest.Reports;

namespace SpecMesh.LoadTest.Memory;

/// <summary>Says in reports how the services' memory went.</summary>
internal static class MemoryReport
{
    private const double Mebibyte = 1024 * 1024;

    public static readonly string[] Titles = ["Memory (MiB)", "start", "end", "most", "MiB/min, last two thirds", "growth in them", ""];

    public static IEnumerable<string[]> Rows(RunResult run) => run.Memory.Select(series => (string[])
    [
        series.Source.Name, Mebibytes(series.Samples[0].Bytes), Mebibytes(series.Samples[^1].Bytes), Mebibytes(series.Most),
        Figure.Number(60 * series.Slope / Mebibyte), Figure.Percent(series.GrowthShare), series.IsFlat(run.Plan.MaxGrowth) ? "flat" : "GROWS",
    ]);

    public static string Chart(RunResult run) => Reports.Chart.Lines("Memory of the services", "seconds since the start", "MiB",
        [.. run.Memory.Select(static series => new Curve(
            series.Source.Name, [.. series.Samples.Select(static sample => new DataPoint(sample.At.TotalSeconds, sample.Bytes / Mebibyte))]))]);

    public static JsonArray Json(RunResult run, bool details) => new([.. run.Memory.Select(series =>
    {
        var json = new JsonObject
        {
            ["name"] = series.Source.Name,
            ["metrics"] = series.Source.Metrics.ToString(),
            ["start_bytes"] = series.Samples[0].Bytes,
            ["end_bytes"] = series.Samples[^1].Bytes,
            ["max_bytes"] = series.Most,
            ["slope_bytes_per_s"] = series.Slope,
            ["growth_share"] = series.GrowthShare,
            ["flat"] = series.IsFlat(run.Plan.MaxGrowth),
            ["missed"] = series.Missed,
        };
        if (details)
        {
            json["times_s"] = new JsonArray([.. series.Samples.Select(static sample => (JsonNode)Math.Round(sample.At.TotalSeconds, 3))]);
            json["bytes"] = new JsonArray([.. series.Samples.Select(static sample => (JsonNode)sample.Bytes)]);
        }

        return (JsonNode)json;
    })]);

    /// <summary>What a reader must know of it, in sentences.</summary>
    public static IEnumerable<string> Warnings(IReadOnlyList<MemorySeries> memory, double maxGrowth)
    {
        foreach (var series in memory)
        {
            if (!series.IsFlat(maxGrowth))
            {
                yield return $"The memory of {series.Source.Name} grew by {Figure.Percent(series.GrowthShare)} ({Mebibytes(series.Growth)} MiB) in the last two thirds of the run, "
                    + $"more than {Figure.Percent(maxGrowth)} (--max-growth).";
            }

            if (series.Missed > 0)
                yield return $"The memory of {series.Source.Name} could not be read {series.Missed} times.";
        }
    }

    private static string Mebibytes(double bytes) => Figure.Number(bytes / Mebibyte);
}
