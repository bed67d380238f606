using System.Diagnostics;
using Spectre.Console;

namespace SpecMesh.MeshBench;

/// <summary>Runs every setting, the two modes taking turns so that both see the same machine.</summary>
internal static class Bench
{
    public static async Task<int> RunAsync(BenchOptions options, CancellationToken cancellation)
    {
        var target = StretchedTarget.Get(options.Shape, cancellation);
        var prompts = Prompts.Load(options.PromptsPerGenre);
        await using var mesh = await BenchMesh.StartAsync(target, options, cancellation);
        var probe = new ChatProbe(mesh.Gateway);
        await WarmUpAsync(probe, prompts, options, cancellation);

        var results = new List<Comparison>();
        foreach (var temperature in options.Temperatures)
        {
            foreach (var concurrency in options.Concurrencies)
            {
                var result = await CompareAsync(probe, prompts, temperature, concurrency, options, cancellation);
                results.Add(result);
                Report.PrintLine(result);
            }
        }

        Report.Print(results);
        if (options.Output is { } folder)
            Report.Write(results, options, folder);
        return results.Sum(static result => result.Differences) == 0 ? 0 : 1;
    }

    private static async Task WarmUpAsync(
        ChatProbe probe, IReadOnlyList<Prompt> prompts, BenchOptions options, CancellationToken cancellation)
    {
        AnsiConsole.WriteLine("Warming up");
        foreach (var prompt in prompts.Take(4))
        {
            await probe.AskAsync(prompt, speculation: false, 0, 1, options.MaxTokens, cancellation);
            await probe.AskAsync(prompt, speculation: true, 0, 1, options.MaxTokens, cancellation);
        }
    }

    private static async Task<Comparison> CompareAsync(
        ChatProbe probe, IReadOnlyList<Prompt> prompts, float temperature, int concurrency, BenchOptions options, CancellationToken cancellation)
    {
        var plain = new Measurement();
        var mesh = new Measurement();
        var differences = 0;
        for (var round = 0; round < options.Rounds; round++)
        {
            foreach (var group in prompts.Chunk(concurrency))
            {
                // Who goes first alternates: the second finds the prompt in the verifier's prefix cache.
                var meshFirst = round % 2 == 1;
                var first = await AskAllAsync(meshFirst ? mesh : plain, meshFirst);
                var second = await AskAllAsync(meshFirst ? plain : mesh, !meshFirst);
                differences += first.Zip(second).Count(static pair => pair.First.Text != pair.Second.Text);

                async Task<Answer[]> AskAllAsync(Measurement measurement, bool speculation)
                {
                    var seed = 1 + round;
                    var start = Stopwatch.GetTimestamp();
                    var answers = await Task.WhenAll(group.Select(prompt =>
                        probe.AskAsync(prompt, speculation, temperature, seed, options.MaxTokens, cancellation)));
                    measurement.Add(answers, Stopwatch.GetElapsedTime(start));
                    return answers;
                }
            }
        }

        return new Comparison(temperature, concurrency, plain, mesh, differences);
    }
}
