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
            var question = new Question(temperature, options.Seed + round, options.MaxTokens);
            var parts = Turns.Of(prompts, clients).ToList();
            var taken = modes.ToDictionary(static mode => mode, _ => new (Batch Batch, MeshWork? Work)[parts.Count]);
            for (var part = 0; part < parts.Count; part++)
            {
                // Who goes first alternates. Where there are parts enough, no mode is asked what another has just been: it would find the prompt in the
                // verifier's prefix cache.
                for (var turn = 0; turn < modes.Count; turn++)
                {
                    var index = (turn + part + round) % modes.Count;
                    var asked = (part + (index * parts.Count / modes.Count)) % parts.Count;
                    taken[modes[index]][asked] = await AskAsync(modes[index], parts[asked], question, clients, cancellation);
                }
            }

            foreach (var (mode, turns) in taken)
            {
                foreach (var (_, work) in turns)
                    results[mode.Name].Add(work);
                results[mode.Name].Add(Batch.Joined([.. turns.Select(static turn => turn.Batch)]));
            }

            differences += taken.Where(static entry => entry.Key.By is not null)
                .GroupBy(static entry => entry.Key.By, static entry => entry.Value.SelectMany(static turn => turn.Batch.Answers).Select(static answer => answer.Text).ToArray())
                .Sum(static same => DifferencesIn([.. same]));
        }

        var comparison = new Comparison(setting, x, results, differences);
        AnsiConsole.WriteLine(Report.LineOf(comparison));
        return comparison;
    }

    // Two meshes may differ: each is exact by itself.
    private static int DifferencesIn(IReadOnlyList<string[]> texts) =>
        texts.Skip(1).Sum(other => other.Zip(texts[0]).Count(static pair => pair.First != pair.Second));

    private static async Task<(Batch Batch, MeshWork? Work)> AskAsync(Mode mode, Prompt[] some, Question question, int clients, CancellationToken cancellation)
    {
        var before = mode.By is { } mesh ? await mesh.ReadAsync(cancellation) : null;
        var batch = await Batch.RunAsync([.. some.Select(prompt => Request(mode, prompt, question, cancellation))], clients);
        return (batch, before is null ? null : MeshWork.Between(before, await mode.By!.ReadAsync(cancellation)));
    }

    private static Func<Task<Answer>> Request(Mode mode, Prompt prompt, Question question, CancellationToken cancellation) =>
        () => mode.AskAsync(prompt, question, cancellation);
}
