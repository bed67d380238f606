using SpecMesh.MeshBench.Measures;

namespace SpecMesh.MeshBench.Scenarios;

/// <summary>One client, draft and verifier side by side: the mesh against plain decoding, the bare engine, and one process that does both.</summary>
internal static class TemperatureScenario
{
    private const int Context = 1024;

    private static readonly (float Temperature, double Plain, double Colocated)[] Targets = [(0, 2.8, 1.0), (0.7f, 2.3, 1.1), (1, 1.85, 1.3)];

    public static async Task RunAsync(Lab lab)
    {
        var mesh = await lab.StartMeshAsync(4, Context, lab.CheapDraft);
        var raw = (await lab.StartRawAsync(Context)).Mode;
        var others = await lab.StartColocatedAsync(1, Context);
        var duel = new Duel([Mode.Plain(mesh), Mode.Mesh(mesh), raw, .. others], lab.Prompts, lab.Options);
        await duel.WarmUpAsync(1, lab.Cancellation);
        var results = new List<Comparison>();
        foreach (var (temperature, plain, colocated) in Targets)
        {
            var result = await duel.RunAsync(temperature, 1, $"temperature {temperature}", temperature, lab.Cancellation);
            results.Add(result);
            lab.Report.Judge($"mesh / plain, 1 client, temperature {temperature}", plain, result.DecodeRatio("mesh", "plain"));
            if (others.MaxBy(mode => result.Modes[mode.Name].DecodeTokensPerSecond) is not { Name: var best })
                continue;
            lab.Report.Judge($"mesh / {best} (the best of its settings), 1 client, temperature {temperature}", colocated, result.DecodeRatio("mesh", best));
        }

        lab.Report.Judge("plain / raw, 1 client", 0.95, results.Average(static result => result.DecodeRatio("plain", "raw")));
        var greedy = results[0].Modes;
        lab.Report.JudgeAtMost("p99 gap mesh / plain, 1 client, greedy", 3, greedy["mesh"].GapMilliseconds(0.99) / greedy["plain"].GapMilliseconds(0.99));
        if (greedy["mesh"].Work is { Drafted: > 0 } work)
            lab.Report.JudgeAtMost("bytes a drafted token between draft and verifier", 64, work.RelayBytes / work.Drafted);
        lab.Report.Add("One client", "temperature", results);
    }
}
