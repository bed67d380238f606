using SpecMesh.MeshBench.Measures;

namespace SpecMesh.MeshBench.Scenarios;

/// <summary>The draft farther and farther away from the verifier.</summary>
internal static class DistanceScenario
{
    private const int Context = 1024;

    public static async Task RunAsync(Lab lab, float temperature, IReadOnlyList<int> roundTrips)
    {
        var mesh = await lab.StartMeshAsync(4, Context, lab.CheapDraft);
        var duel = new Duel([Mode.Plain(mesh), Mode.Mesh(mesh)], lab.Prompts, lab.Options);
        await duel.WarmUpAsync(1, lab.Cancellation);
        var results = new List<Comparison>();
        foreach (var milliseconds in roundTrips)
        {
            mesh.Relay.RoundTrip = TimeSpan.FromMilliseconds(milliseconds);
            var result = await duel.RunAsync(temperature, 1, $"{milliseconds} ms", milliseconds, lab.Cancellation);
            results.Add(result);
            lab.Report.Judge($"mesh / plain, draft {milliseconds} ms away (round trip)", 0.98, result.DecodeRatio("mesh", "plain"));
        }

        lab.Report.Note("The distance is a delaying TCP relay between draft and verifier; the gateway is next to both.");
        lab.Report.Add($"Round trip between draft and verifier, temperature {temperature}", "ms", results);
    }
}
