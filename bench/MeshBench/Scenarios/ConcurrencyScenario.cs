using SpecMesh.MeshBench.Measures;
using SpecMesh.MeshBench.Meshes;

namespace SpecMesh.MeshBench.Scenarios;

/// <summary>More and more clients at once, with a cheap draft and with one that costs about a tenth of the target.</summary>
internal static class ConcurrencyScenario
{
    private const int Context = 512;
    private const int ComparedClients = 8;

    public static async Task RunAsync(Lab lab, float temperature, IReadOnlyList<int> clients)
    {
        var dear = StretchedModels.Draft(lab.Options.DearShape, lab.Cancellation);
        var mesh = await lab.StartMeshAsync(clients.Max(), Context, lab.CheapDraft, dear);
        List<Mode> own = [Mode.Plain(mesh), Mode.Mesh(mesh), Mode.Mesh(mesh, "mesh, dear draft", "draft-2")];
        var results = new List<Comparison>();
        foreach (var count in clients)
        {
            var others = count == ComparedClients ? await lab.StartColocatedAsync(count, Context) : [];
            var duel = new Duel([.. own, .. others], lab.Prompts, lab.Options);
            await duel.WarmUpAsync(count, lab.Cancellation);
            var result = await duel.RunAsync(temperature, count, $"{count} client(s)", count, lab.Cancellation);
            results.Add(result);
            foreach (var mode in own.Skip(1))
                lab.Report.Judge($"{mode.Name} / plain, {count} client(s), total", 0.98, result.TotalRatio(mode.Name, "plain"));
            if (others.MaxBy(mode => result.Modes[mode.Name].TotalTokensPerSecond) is { Name: var best })
                lab.Report.Judge($"mesh / {best} (the best of its settings), {count} clients, total", 1.1, result.TotalRatio("mesh", best));

            foreach (var draft in own.Skip(1).Where(_ => count == 1))
            {
                var work = result.Modes[draft.Name].Work!;
                var plain = result.Modes["plain"].Work!;
                lab.Report.Note($"{draft.Name}: one draft pass costs {work.DraftSeconds / work.DraftPasses / (plain.DecodeSeconds / plain.Passes):0.000} of a plain pass.");
            }
        }

        lab.Report.Add($"Clients at once, temperature {temperature}", "clients", results);
    }
}
