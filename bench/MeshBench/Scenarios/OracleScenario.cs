using SpecMesh.MeshBench.Measures;

namespace SpecMesh.MeshBench.Scenarios;

/// <summary>The depth that the verifier chooses from pass to pass against the best fixed one, known in hindsight for each genre.</summary>
internal static class OracleScenario
{
    private const int Context = 1024;

    public static async Task RunAsync(Lab lab, float temperature, int clients, IReadOnlyList<int> depths)
    {
        var mesh = await lab.StartMeshAsync(Math.Max(4, clients), Context, lab.CheapDraft);
        List<Mode> modes = [Mode.Plain(mesh), Mode.Mesh(mesh), .. depths.Select(depth => Mode.Fixed(mesh, depth))];
        var duel = new Duel(modes, lab.Prompts, lab.Options);
        await duel.WarmUpAsync(clients, lab.Cancellation);
        var result = await duel.RunAsync(temperature, clients, $"temperature {temperature}, {clients} client(s)", temperature, lab.Cancellation);

        var (adaptive, oracle) = (0.0, 0.0);
        foreach (var genre in lab.Prompts.Select(static prompt => prompt.Genre).Distinct())
        {
            var speeds = modes.ToDictionary(static mode => mode.Name, mode => SpeedOf(result.Modes[mode.Name], genre));
            var best = modes.Where(static mode => mode.Name != "mesh").MaxBy(mode => speeds[mode.Name])!.Name;
            var tokens = result.Modes["mesh"].Answers.Where(answer => answer.Genre == genre).Sum(static answer => answer.Tokens);
            adaptive += tokens / speeds["mesh"];
            oracle += tokens / speeds[best];
            lab.Report.Note($"{genre}: mesh {speeds["mesh"]:0.0} tok/s, best fixed is {best} with {speeds[best]:0.0}: {speeds["mesh"] / speeds[best]:0.00}");
        }

        lab.Report.Judge($"mesh / best fixed depth of each genre in hindsight, temperature {temperature}, {clients} client(s)", 0.95, oracle / adaptive);
        lab.Report.Add($"Fixed depths, temperature {temperature}", "temperature", [result]);
    }

    private static double SpeedOf(Measurement measurement, string genre)
    {
        var answers = measurement.Answers.Where(answer => answer.Genre == genre).ToList();
        return answers.Sum(static answer => Math.Max(0, answer.Tokens - 1)) / answers.Sum(static answer => answer.Decode.TotalSeconds);
    }
}
