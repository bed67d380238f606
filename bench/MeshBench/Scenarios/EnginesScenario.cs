using SpecMesh.MeshBench.Measures;
using SpecMesh.MeshBench.Meshes;

namespace SpecMesh.MeshBench.Scenarios;

/// <summary>The engine of this build and that of another, side by side: the bare loop, the mesh without drafts, the mesh.</summary>
internal static class EnginesScenario
{
    private const int Context = 1024;
    private const int Slots = 4;

    private static readonly float[] Temperatures = [0, 1];

    public static async Task RunAsync(Lab lab, string folder)
    {
        var other = new OtherBuild(folder);
        var (raw, otherRaw) = (await lab.StartRawAsync(Context), await lab.StartRawAsync(Context, other));
        var (engine, otherEngine) = (raw.Engine, otherRaw.Engine);
        lab.Report.Note($"This build's engine is {engine}, the other's is {otherEngine}.");

        // A word is enough to tell them apart in tables.
        var suffix = " " + otherEngine.Split(' ')[0];
        var mesh = await lab.StartMeshAsync(0, [], Slots, Context);
        var otherMesh = await lab.StartMeshAsync(1, [], Slots, Context, other);
        List<Mode> modes =
        [
            raw.Mode, otherRaw.Mode with { Name = otherRaw.Mode.Name + suffix },
            Mode.Plain(mesh), Mode.Plain(otherMesh) with { Name = Mode.PlainName + suffix },
            Mode.Mesh(mesh), Mode.Mesh(otherMesh) with { Name = Mode.MeshName + suffix },
        ];

        var duel = new Duel(modes, lab.Prompts, lab.Options);
        await duel.WarmUpAsync(1, lab.Cancellation);
        var results = new List<Comparison>();
        foreach (var temperature in Temperatures)
        {
            var result = await duel.RunAsync(temperature, 1, $"temperature {temperature}", temperature, lab.Cancellation);
            results.Add(result);
            foreach (var name in (string[])[Mode.RawName, Mode.PlainName, Mode.MeshName])
                lab.Report.Note($"temperature {temperature}, {name}: {otherEngine} decodes {result.DecodeRatio(name + suffix, name):0.00} times as fast as {engine}.");
        }

        lab.Report.Add("Two engines, one client", "temperature", results);
    }
}
