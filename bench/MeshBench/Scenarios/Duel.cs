using SpecMesh.MeshBench.Load;
using SpecMesh.MeshBench.Measures;
using SpecMesh.MeshBench.Reports;
using Spectre.Console;

namespace SpecMesh.MeshBench.Scenarios;

/// <summary>Has several modes answer the same requests, taking turns, so that all see the same machine.</summary>
internal sealed class Duel(IReadOnlyList<Mode> modes, IReadOnlyList<Prompt> prompts, RunOptions options)
{
    // A service's hot code is compiled in the background for its first seconds of work, on the cores that are to be measured.
    private const int ServiceWarmUps = 5;

    /// <summary>Answers prompts in every mode, unmeasured: code is compiled, costs are learned.</summary>
    public async Task WarmUpAsync(int clients, CancellationToken cancellation)
    {
        AnsiConsole.WriteLine($"Warming up with {clients} client(s)");
        for (var round = 0; round < ServiceWarmUps; round++)
        {
            var question = new Question(0, round, options.MaxTokens);
            foreach (var mode in modes.Where(mode => round == 0 || mode.By is not null))
                await Batch.RunAsync([.. prompts.Take(Math.Max(4, clients)).Select(prompt => Request(mode, prompt, question, cancellation))], clients);
        }
    }

    /// <param name="temperature">The requests' temperature.</param>
    /// <param name="clients">Requests at once.</param>
    /// <param name="setting">What to call this in tables.</param>
    /// <param name="x">Its place on the axis of a plot.</param>
    /// <param name="cancellation">Stops it.</param>
    public async Task<Comparison> RunAsync(float temperature, int clients, string setting, double x, CancellationToken cancellation)
    {
        var results = modes.ToDictionary(static mode => mode.Name, static _ => new Measurement());
        var differences = 0;
        for (var round = 0; round < options.Rounds; round++)
        {
            var texts = new List<(Mode Mode, string[] Texts)>();
            // Who goes first alternates: the next finds the prompts in the verifier's prefix cache.
            for (var turn = 0; turn < modes.Count; turn++)
            {
                var mode = modes[(turn + round) % modes.Count];
                var question = new Question(temperature, options.Seed + round, options.MaxTokens);
                var before = mode.By is { } mesh ? await mesh.ReadAsync(cancellation) : null;
                var batch = await Batch.RunAsync([.. Enough(clients).Select(prompt => Request(mode, prompt, question, cancellation))], clients);
                results[mode.Name].Add(batch, before is null ? null : MeshWork.Between(before, await mode.By!.ReadAsync(cancellation)));
                if (mode.By is not null)
                    texts.Add((mode, [.. batch.Answers.Select(static answer => answer.Text)]));
            }

            differences += texts.GroupBy(static entry => entry.Mode.By, static entry => entry.Texts).Sum(static same => DifferencesIn([.. same]));
        }

        var comparison = new Comparison(setting, x, results, differences);
        AnsiConsole.WriteLine(Report.LineOf(comparison));
        return comparison;
    }

    // Two meshes may differ: each is exact by itself.
    private static int DifferencesIn(IReadOnlyList<string[]> texts) =>
        texts.Skip(1).Sum(other => other.Zip(texts[0]).Count(static pair => pair.First != pair.Second));

    // Each client has at least two, so that most of the time all are busy.
    private IEnumerable<Prompt> Enough(int clients) =>
        Enumerable.Range(0, Math.Max(prompts.Count, 2 * clients)).Select(index => prompts[index % prompts.Count]);

    private static Func<Task<Answer>> Request(Mode mode, Prompt prompt, Question question, CancellationToken cancellation) =>
        () => mode.AskAsync(prompt, question, cancellation);
}
