using Spectre.Console;
using Spectre.Console.Rendering;
using SpecMesh.LoadTest.Load;
using SpecMesh.LoadTest.Metrics;

namespace SpecMesh.LoadTest.Reports;

/// <summary>Shows a run while it goes on: a table that is drawn anew, or lines where there is no terminal.</summary>
/// <param name="console">Where to; not where results go.</param>
/// <param name="quiet">Shows nothing.</param>
internal sealed class LiveView(IAnsiConsole console, bool quiet)
{
    private static readonly TimeSpan Refresh = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan LinePeriod = TimeSpan.FromSeconds(5);

    /// <summary>Runs <paramref name="run"/>, which hands over what to show at its start.</summary>
    public async Task<RunResult> ShowAsync(Func<Action<RunWatch>, Task<RunResult>> run)
    {
        if (quiet)
            return await run(static _ => { });
        var watch = new TaskCompletionSource<RunWatch>(TaskCreationOptions.RunContinuationsAsynchronously);
        // Off this thread: sending must not wait for drawing.
        var running = Task.Run(() => run(watch.SetResult));
        if (await Task.WhenAny(running, watch.Task) == running)
            return await running;
        var history = new LiveHistory(await watch.Task);
        if (!console.Profile.Capabilities.Interactive || !console.Profile.Out.IsTerminal)
            await LinesAsync(history, running);
        else
            await console.Live(Draw(history)).AutoClear(true).StartAsync(async context =>
            {
                do
                {
                    history.Update();
                    context.UpdateTarget(Draw(history));
                }
                while (!await EndedWithinAsync(running, Refresh));
            });
        return await running;
    }

    private async Task LinesAsync(LiveHistory history, Task running)
    {
        while (!await EndedWithinAsync(running, LinePeriod))
        {
            history.Update();
            console.WriteLine(
                $"{history.Watch.Clock.Now.TotalSeconds:0} s: {history.Watch.Live.Started} sent, {history.Watch.Live.Running} running, {history.Completed} completed, "
                + $"{history.Failed} failed; {history.RequestRate:0.0} req/s, {history.TokenRate:0} tok/s; TTFT p50 {history.FirstToken.P50:0} ms");
        }
    }

    private static async Task<bool> EndedWithinAsync(Task running, TimeSpan time) => await Task.WhenAny(running, Task.Delay(time)) == running;

    private static Panel Draw(LiveHistory history)
    {
        var (watch, client) = (history.Watch, history.Watch.Monitor.Latest);
        var grid = new Grid().AddColumn().AddColumn();
        Add(grid, "Time", $"{watch.Clock.Now:mm\\:ss}" + (watch.Plan.Load.Limit.Duration is { } duration ? $" of {duration:mm\\:ss}" : ""));
        Add(grid, "Requests", $"{watch.Live.Started} sent, {watch.Live.Running} running, {history.Completed} completed, "
            + (history.Failed > 0 ? $"[red]{history.Failed} failed[/]" : "0 failed"));
        Add(grid, "Last seconds", $"{history.RequestRate:0.0} req/s, {history.TokenRate:0} tok/s");
        Add(grid, "Tokens", history.Sparkline);
        Add(grid, "TTFT", Percentiles(history.FirstToken));
        Add(grid, "TPOT", Percentiles(history.PerToken));
        Add(grid, "E2E", Percentiles(history.EndToEnd));
        if (history.Acceptance is { } acceptance)
            Add(grid, "Acceptance", $"{Figure.Percent(acceptance.Rate)}, {acceptance.Length:0.00} tokens of a pass");
        var color = client.Saturated ? "red" : "grey";
        Add(grid, "This client", $"[{color}]{100 * client.Processor:0} % of its processors, timers up to {client.WorstLag.TotalMilliseconds:0} ms late[/]");
        return new Panel(grid).Header(Markup.Escape($" {watch.Plan.Label}: {watch.Plan.Load.Describe()} ")).Border(BoxBorder.Rounded);
    }

    private static void Add(Grid grid, string name, string markup) => grid.AddRow((IRenderable[])[new Text(name), new Markup(markup)]);

    private static string Percentiles(Distribution values) =>
        values.Count == 0 ? "-" : $"p50 {Figure.Number(values.P50)} ms, p90 {Figure.Number(values.P90)} ms, p99 {Figure.Number(values.P99)} ms";
}
