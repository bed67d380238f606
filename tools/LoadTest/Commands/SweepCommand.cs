using System.CommandLine;
using Spectre.Console;
using SpecMesh.LoadTest.Load;
using SpecMesh.LoadTest.Sweeps;

namespace SpecMesh.LoadTest.Commands;

/// <summary><c>sweep</c>: more and more load, until it is too much.</summary>
internal sealed class SweepCommand
{
    private readonly EndpointOptions _endpoint = new();
    private readonly PromptOptions _prompts = new();
    private readonly SweepOptions _levels = new();
    private readonly ResultOptions _results = new();

    public static Command Create(Terminal terminal)
    {
        var sweep = new SweepCommand();
        var command = new Command("sweep", "Raises the load level by level until the server is saturated, and shows how it got there.");
        foreach (var option in (IEnumerable<Option>)[.. sweep._endpoint.All, .. sweep._prompts.All, .. sweep._levels.All, .. sweep._results.All])
            command.Options.Add(option);
        command.SetAction((parsed, cancellation) => sweep.RunAsync(parsed, terminal, cancellation));
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, Terminal terminal, CancellationToken cancellation)
    {
        var plan = _levels.Plan(parsed);
        var place = _endpoint.Endpoint(parsed);
        var (prompts, level) = (_prompts.Read(parsed, _endpoint.MaxTokens(parsed)), _results.Level(parsed));
        using var http = place.CreateHttp();
        var settings = await _endpoint.RequestsAsync(parsed, place, http, cancellation);
        var template = new RunPlan(_results.Label(parsed), place, settings, prompts, _levels.Load(parsed, plan.Axis, plan.From), _results.Warmup(parsed), level);
        var view = _results.View(parsed, terminal);
        double? tokensPerWord = null;

        var sweep = await SweepRun.RunAsync(plan, RunLevelAsync, done => terminal.Error.WriteLine(LineOf(done)));
        SweepReport.Print(sweep, terminal.Out);
        _results.Write(
            parsed, terminal, sweep.Levels[0].Run.Started, SweepReport.Json(sweep), ("csv", SweepReport.Csv(sweep)), ("html", SweepReport.Html(sweep)));
        return sweep.Levels.Any(static measured => measured.Run.StoppedEarly) ? ExitCode.Cancelled
            : sweep.Levels.Any(static measured => measured.Run.Summary.Completed > 0) ? ExitCode.Success : ExitCode.Bad;

        async Task<RunResult> RunLevelAsync(double load, int number)
        {
            // New prompts for each level, so that it does not find those of the last one in the server's prefix cache.
            var set = prompts.Open(settings.Seed + number, tokensPerWord);
            var run = new LoadRun(template with { Load = _levels.Load(parsed, plan.Axis, load) }, set, http, TimeProvider.System);
            if (number == 0)
            {
                terminal.Error.WriteLine("Warming up.");
                await run.WarmUpAsync(cancellation);
                tokensPerWord = set.Synthetic?.TokensPerWord;
            }

            return await view.ShowAsync(watch => run.RunAsync(watch, cancellation));
        }
    }

    private static string LineOf(SweepLevel level)
    {
        var summary = level.Run.Summary;
        return $"{level.Level:0.##}: {summary.OutputThroughput:0.0} tok/s, TTFT p99 {summary.FirstToken.P99:0} ms{(level.TooMuch is { } reason ? "; " + reason : "")}";
    }
}
