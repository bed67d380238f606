using System.Collections.Immutable;
using SpecMesh.MeshBench.Colocated;
using SpecMesh.MeshBench.Load;
using SpecMesh.MeshBench.Meshes;
using SpecMesh.MeshBench.Raw;
using SpecMesh.MeshBench.Reports;

namespace SpecMesh.MeshBench.Scenarios;

/// <summary>Starts what scenarios measure, and ends it with them.</summary>
internal sealed class Lab(RunOptions options, Report report, CancellationToken cancellation) : IAsyncDisposable
{
    private const int ColocatedPort = 7950;
    private const int PortsPerMesh = 400;
    private const float ColocatedLeastProbability = 0.3f;

    // 0: without a draft.
    private static readonly int[] ColocatedDraftLengths = [0, 4, 8, 16];

    private readonly Stack<IAsyncDisposable> _started = [];

    public RunOptions Options => options;

    public Report Report => report;

    public CancellationToken Cancellation => cancellation;

    public IReadOnlyList<Prompt> Prompts { get; } = Load.Prompts.Load(options.PromptsPerGenre, options.Genre);

    public string Target { get; } = StretchedModels.Target(options.Shape, cancellation);

    /// <summary>The bundled draft, as it is.</summary>
    public string CheapDraft { get; } = StretchedModels.Draft(shape: null, cancellation);

    /// <summary>A mesh with one draft of each file.</summary>
    public async Task<BenchMesh> StartMeshAsync(int slots, int context, params ImmutableArray<string> drafts)
    {
        return Keep(await BenchMesh.StartAsync(PlanOf(slots, context, drafts), cancellation));
    }

    /// <summary>One of several meshes that run side by side.</summary>
    /// <param name="number">From 0 on.</param>
    /// <param name="settings">What all of its services are set to.</param>
    /// <param name="slots">Generations at once.</param>
    /// <param name="context">Positions of each.</param>
    /// <param name="build">Whose services they are; null: this build's.</param>
    public async Task<BenchMesh> StartMeshAsync(
        int number, IEnumerable<KeyValuePair<string, string>> settings, int slots, int context, OtherBuild? build = null)
    {
        var plan = PlanOf(slots, context, [CheapDraft]);
        return Keep(await BenchMesh.StartAsync(
            plan with { FirstPort = plan.FirstPort + (number * PortsPerMesh), Settings = plan.Settings.SetItems(settings), Build = build }, cancellation));
    }

    /// <summary>Takes something over that ends with this.</summary>
    public T Keep<T>(T started)
        where T : IAsyncDisposable
    {
        _started.Push(started);
        return started;
    }

    /// <summary>The bare loop of this build or another.</summary>
    /// <returns>Also the name of the engine that it runs on.</returns>
    public async Task<(Mode Mode, string Engine)> StartRawAsync(int context, OtherBuild? build = null)
    {
        var raw = Keep(await RawProcess.StartAsync(Target, options.Threads, context, build, cancellation));
        return (new Mode(Mode.RawName, raw.AskAsync, By: null), raw.Engine);
    }

    /// <summary>Speculation inside one process: plain, and with drafts of several lengths, of which the best is to be compared.</summary>
    /// <returns>None if no such comparison is wanted.</returns>
    public async Task<IReadOnlyList<Mode>> StartColocatedAsync(int parallel, int context)
    {
        if (!options.Colocated)
            return [];
        var modes = new List<Mode>();
        foreach (var length in ColocatedDraftLengths)
            modes.Add(await StartColocatedAsync(length == 0 ? "colocated" : $"colocated {length}", length, parallel, context));
        return modes;
    }

    public async ValueTask DisposeAsync()
    {
        while (_started.TryPop(out var started))
            await started.DisposeAsync();
    }

    private async Task<Mode> StartColocatedAsync(string name, int draftMax, int parallel, int context)
    {
        var server = Keep(await ColocatedServer.StartAsync(
            new ColocatedOptions(
                Target, draftMax > 0 ? CheapDraft : null, options.Threads, parallel, context, ColocatedPort + _started.Count,
                options.LlamaServer, draftMax, ColocatedLeastProbability),
            cancellation));
        var http = new HttpClient { BaseAddress = server.Address, Timeout = TimeSpan.FromMinutes(10) };
        // It closes connections that are idle for some seconds, as they are while other modes have their turn.
        http.DefaultRequestHeaders.ConnectionClose = true;
        return Mode.Other(name, http);
    }

    private MeshPlan PlanOf(int slots, int context, ImmutableArray<string> drafts) =>
        new(Target, drafts, slots, context, options.VerifierThreads, options.DraftThreads, options.Verbose);
}
