using System.CommandLine;
using Spectre.Console;
using SpecMesh.LoadTest.Load;
using SpecMesh.LoadTest.Memory;
using SpecMesh.LoadTest.Reports;

namespace SpecMesh.LoadTest.Commands;

/// <summary><c>run</c>: one load, measured.</summary>
internal static class RunCommand
{
    public static Command Create(Terminal terminal)
    {
        var (endpoint, prompts, load, results) = (new EndpointOptions(), new PromptOptions(), new LoadOptions(), new ResultOptions());
        var memory = new MemoryOptions();
        var command = new Command("run", "Puts a load on a server and measures what its users would see.");
        foreach (var option in (IEnumerable<Option>)[.. endpoint.All, .. prompts.All, .. load.All, .. memory.All, .. results.All])
            command.Options.Add(option);
        command.SetAction(async (parsed, cancellation) =>
        {
            var place = endpoint.Endpoint(parsed);
            using var plain = new HttpClient(new SocketsHttpHandler { UseProxy = false });
            var watched = memory.Sources(parsed) is { Count: > 0 } sources ? new MemoryWatch(sources, plain) : null;
            var (promptPlan, loadPlan, level) = (prompts.Read(parsed, endpoint.MaxTokens(parsed)), load.Read(parsed), results.Level(parsed));
            using var http = place.CreateHttp();
            var settings = await endpoint.RequestsAsync(parsed, place, http, cancellation);
            var plan = new RunPlan(results.Label(parsed), place, settings, promptPlan, loadPlan, results.Warmup(parsed), level)
            {
                MaxGrowth = memory.MaxGrowth(parsed),
            };
            await (watched?.CheckAsync(cancellation) ?? Task.CompletedTask);
            var run = new LoadRun(plan, promptPlan.Open(settings.Seed), http, TimeProvider.System, watched);
            terminal.Error.WriteLine("Warming up.");
            await run.WarmUpAsync(cancellation);
            var result = await results.View(parsed, terminal).ShowAsync(watch => run.RunAsync(watch, cancellation));
            ConsoleSummary.Print(result, terminal.Out);
            results.Write(
                parsed, terminal, result.Started, ResultJson.Of(result, details: true, results.Texts(parsed)),
                ("csv", ResultCsv.Of(result)), ("html", RunPage.Of(result)));
            return result.StoppedEarly ? ExitCode.Cancelled : IsGood(result, memory.MaxFailed(parsed)) ? ExitCode.Success : ExitCode.Bad;
        });
        return command;
    }

    private static bool IsGood(RunResult result, double? maxFailed) =>
        result.Summary.Completed > 0 && result.MemoryIsFlat && result.Summary.Failed <= (maxFailed ?? 1) * result.Requests.Count;
}
