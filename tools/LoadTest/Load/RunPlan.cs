using SpecMesh.LoadTest.Client;
using SpecMesh.LoadTest.Memory;
using SpecMesh.LoadTest.Metrics;
using SpecMesh.LoadTest.Prompts;

namespace SpecMesh.LoadTest.Load;

/// <summary>Everything that a run needs to know.</summary>
/// <param name="Label">The run's name in reports.</param>
/// <param name="Endpoint">The server.</param>
/// <param name="Requests">What all requests have in common.</param>
/// <param name="Prompts">What is asked.</param>
/// <param name="Load">How much at a time.</param>
/// <param name="Warmup">Requests before the measured ones.</param>
/// <param name="Level">Limits that a good answer keeps; null: none.</param>
internal sealed record RunPlan(
    string Label, Endpoint Endpoint, RequestSettings Requests, PromptPlan Prompts, LoadPlan Load, int Warmup, ServiceLevel? Level)
{
    public const double DefaultMaxGrowth = 0.05;

    /// <summary>Growth of a service's memory over the last two thirds of the run that still counts as flat, as a share.</summary>
    public double MaxGrowth { get; init; } = DefaultMaxGrowth;
}

/// <summary>A run and what it gave.</summary>
/// <param name="Plan">What was asked for.</param>
/// <param name="Started">When it started.</param>
/// <param name="Duration">Until the last answer ended.</param>
/// <param name="Requests">In order of chats and turns.</param>
/// <param name="Client">How this client was meanwhile.</param>
/// <param name="Memory">The memory of the services that were watched.</param>
/// <param name="StoppedEarly">Whether the user stopped it.</param>
internal sealed record RunResult(
    RunPlan Plan, DateTimeOffset Started, TimeSpan Duration, IReadOnlyList<RequestResult> Requests, Health.ClientHealth Client,
    IReadOnlyList<MemorySeries> Memory, bool StoppedEarly)
{
    public Summary Summary { get; } = Summary.Of(Requests, Duration, Plan.Level);

    public IReadOnlyList<string> Warnings { get; } =
        [.. Health.Warnings.Of(Plan.Load, Requests, Client, StoppedEarly), .. MemoryReport.Warnings(Memory, Plan.MaxGrowth)];

    /// <summary>Whether no service's memory grew by more than the plan allows.</summary>
    public bool MemoryIsFlat => Memory.All(series => series.IsFlat(Plan.MaxGrowth));
}
