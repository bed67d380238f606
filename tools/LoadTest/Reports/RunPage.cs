using OxyPlot;
using SpecMesh.LoadTest.Load;
using SpecMesh.LoadTest.Memory;
using SpecMesh.LoadTest.Metrics;

namespace SpecMesh.LoadTest.Reports;

/// <summary>The report of one run as a page.</summary>
internal static class RunPage
{
    private const string Seconds = "seconds since the start";

    public static string Of(RunResult run)
    {
        var page = new Page($"Load test: {run.Plan.Label}")
            .Lead($"{run.Plan.Requests.Model} at {run.Plan.Endpoint.Address}, {run.Started:yyyy-MM-dd HH:mm:ss} UTC. {run.Plan.Load.Describe()}. "
                + $"Prompts: {run.Plan.Prompts.Describe()}.")
            .Warnings(run.Warnings)
            .Heading("Figures").Figures(Figure.Of(run.Summary))
            .Heading("Latencies").Table(LatencyTable.Titles, LatencyTable.Rows(run.Summary))
            .Lead("Of the successful requests, in milliseconds, from the time at which each was meant to be sent.");
        if (run.Plan.Level is { } level)
            page.Lead($"Limits for goodput (ms): {level}.");
        if (run.Memory.Count > 0)
            page.Heading("Memory of the services").Table(MemoryReport.Titles, MemoryReport.Rows(run)).Charts([MemoryReport.Chart(run)]);
        page.Heading("Plots").Charts(Charts(run));
        if (run.Summary.Errors.Count > 0)
            page.Heading("Errors").Table(["class", "requests", "for example"], run.Summary.Errors.Select(error => (string[])
                [error.Key, Figure.Number(error.Value), run.Requests.First(request => request.Failure?.ClassName == error.Key).Failure!.Message]));
        return page.Heading("This client").Figures(Client(run)).ToString();
    }

    private static IEnumerable<string> Charts(RunResult run)
    {
        var good = run.Requests.Where(static request => request.Succeeded).ToList();
        if (good.Count == 0)
            yield break;
        var timeline = Timeline.Of(run.Requests);
        yield return Chart.Lines("Output tokens", Seconds, "tokens per second", [Curve("tokens", timeline.Tokens)]);
        yield return Chart.Lines("Requests that ran in each second", Seconds, "requests", [Curve("requests", [.. timeline.Requests.Select(static count => (double)count)])]);
        yield return Chart.Dots("Latency by time of sending", Seconds, "milliseconds",
            [Dots("end to end", good, static request => request.EndToEnd), Dots("first token", good, static request => request.FirstToken)]);
        yield return Chart.Lines("Time to first token", "milliseconds", "percent of requests at most", [Of("TTFT", good.Select(static request => request.FirstToken))]);
        yield return Chart.Lines("Time per token", "milliseconds", "percent of values at most",
            [Of("TPOT", good.Select(static request => request.PerToken).OfType<TimeSpan>()), Of("ITL", good.SelectMany(static request => request.Gaps))]);
        yield return Chart.Lines("End to end", "milliseconds", "percent of requests at most", [Of("E2E", good.Select(static request => request.EndToEnd))]);
        yield return Chart.Lines("This client", Seconds, "percent of its processors, lag in ms",
        [
            new Curve("processors", [.. run.Client.Samples.Select(static sample => new DataPoint(sample.Until.TotalSeconds, 100 * sample.Processor))]),
            new Curve("worst lag", [.. run.Client.Samples.Select(static sample => new DataPoint(sample.Until.TotalSeconds, sample.WorstLag.TotalMilliseconds))]),
        ]);
    }

    private static IEnumerable<Figure> Client(RunResult run)
    {
        var client = run.Client;
        yield return new("Processors", Figure.Number(client.Processors));
        yield return new("Use of them", $"{Figure.Percent(client.MeanProcessor)} on average, {Figure.Percent(client.PeakProcessor)} at most");
        yield return new("Timers late", Late(client.Lag));
        yield return new("Requests sent late", Late(Distribution.OfMilliseconds(run.Requests.Select(static request => request.Lateness))));
        yield return new("Garbage collection", $"{Figure.Number(client.CollectorPause.TotalMilliseconds)} ms of pauses in all");
    }

    private static string Late(Distribution milliseconds) =>
        $"{Figure.Number(milliseconds.P50)} ms at the median, {Figure.Number(milliseconds.P99)} ms at the 99th percentile, {Figure.Number(milliseconds.Max)} ms at worst";

    private static Curve Curve(string name, IReadOnlyList<double> values) => new(name, [.. values.Select(static (value, index) => new DataPoint(index, value))]);

    private static Curve Dots(string name, IEnumerable<RequestResult> requests, Func<RequestResult, TimeSpan> value) =>
        new(name, [.. requests.Select(request => new DataPoint(request.Intended.TotalSeconds, value(request).TotalMilliseconds))]);

    private static Curve Of(string name, IEnumerable<TimeSpan> values) => Chart.Cumulative(name, values.Select(static value => value.TotalMilliseconds));
}
