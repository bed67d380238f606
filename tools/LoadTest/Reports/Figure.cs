using System.Globalization;
using SpecMesh.LoadTest.Metrics;

namespace SpecMesh.LoadTest.Reports;

/// <summary>A line of a summary.</summary>
/// <param name="Name">What it is.</param>
/// <param name="Value">How much, with its unit.</param>
internal readonly record struct Figure(string Name, string Value)
{
    /// <summary>The figures of a run that are single numbers.</summary>
    public static IEnumerable<Figure> Of(Summary summary)
    {
        yield return new("Duration", $"{Number(summary.Seconds)} s");
        yield return new("Completed requests", Number(summary.Completed));
        yield return new("Failed requests", Number(summary.Failed));
        if (summary.Stopped > 0)
            yield return new("Stopped requests", Number(summary.Stopped));
        yield return new("Requests", $"{Number(summary.RequestThroughput)} req/s");
        yield return new("Output tokens", $"{Number(summary.OutputThroughput)} tok/s ({Number(summary.OutputTokens)} in all, best second {Number(summary.PeakOutputThroughput)})");
        yield return new("All tokens", $"{Number(summary.TotalThroughput)} tok/s ({Number(summary.InputTokens)} of prompts, {Number(summary.CachedTokens)} of them cached)");
        yield return new("Requests in the busiest second", Number(summary.PeakConcurrency));
        if (summary is { Goodput: { } goodput, Good: { } good, Attainment: { } attainment })
            yield return new("Goodput", $"{Number(goodput)} req/s ({Number(good)} good, {Percent(attainment)})");
        if (summary.Acceptance is { } acceptance)
        {
            yield return new("Draft tokens accepted", $"{Percent(acceptance.Rate)} ({Number(acceptance.Accepted)} of {Number(acceptance.Drafted)})");
            yield return new("Tokens of a pass", Number(acceptance.Length));
        }
    }

    public static string Number(double value) => value switch
    {
        0 => "0",
        _ when value == Math.Floor(value) && Math.Abs(value) < 1e15 => value.ToString("N0", CultureInfo.InvariantCulture),
        _ when Math.Abs(value) >= 1000 => value.ToString("N0", CultureInfo.InvariantCulture),
        _ when Math.Abs(value) >= 10 => value.ToString("0.0", CultureInfo.InvariantCulture),
        _ => value.ToString("0.00", CultureInfo.InvariantCulture),
    };

    public static string Percent(double share) => (100 * share).ToString("0.0", CultureInfo.InvariantCulture) + " %";
}
