namespace SpecMesh.MeshBench.Scenarios;

/// <summary>What a sequence costs in memory, used or idle: its KV cache is allocated at start.</summary>
internal static class MemoryScenario
{
    private const int Context = 2048;
    private const int Few = 2;
    private const int Many = 10;

    public static async Task RunAsync(Lab lab)
    {
        var (few, many) = (await ResidentAsync(lab, Few), await ResidentAsync(lab, Many));
        lab.Report.Note(
            $"The verifier's resident memory: {few / 1e6:0} MB with {Few} sequences of {Context} positions, {many / 1e6:0} MB with {Many}: "
            + $"{(many - few) / (Many - Few) / 1e6:0.0} MB for each, idle or in use (it is allocated at start and paged in when first used).");
    }

    private static async Task<double> ResidentAsync(Lab lab, int slots)
    {
        var mesh = await lab.StartMeshAsync(slots, Context, lab.CheapDraft);
        var mode = Mode.Mesh(mesh);
        // Every sequence is used once, so that its memory is really there.
        await Task.WhenAll(Enumerable.Range(0, slots).Select(index =>
            mode.AskAsync(lab.Prompts[index % lab.Prompts.Count], new Load.Question(1, index, 200), lab.Cancellation)));
        var counters = await mesh.ReadAsync(lab.Cancellation);
        await mesh.DisposeAsync();
        return counters.Services["verifier-1"]["dotnet_process_memory_working_set_bytes"];
    }
}
