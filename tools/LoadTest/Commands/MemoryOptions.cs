using System.CommandLine;
using SpecMesh.LoadTest.Load;
using SpecMesh.LoadTest.Memory;

namespace SpecMesh.LoadTest.Commands;

/// <summary>Options about what a run must not do to the server.</summary>
internal sealed class MemoryOptions
{
    private readonly Option<string[]> _memory = Options.Several(
        "--memory", "[NAME=]URL", "Watch the resident memory of these services, by their pages of metrics (Prometheus). A run in which one grows exits with 1.");

    private readonly Option<double> _maxGrowth = Options.Number<double>(
        "--max-growth", "SHARE", "Growth of memory over the last two thirds of the run that still counts as flat.", 0).Default(RunPlan.DefaultMaxGrowth);

    private readonly Option<double?> _maxFailed = Options.Number<double?>(
        "--max-failed", "SHARE", "Exit with 1 if more of the requests failed. Default: all may but one.", 0, 1);

    public IEnumerable<Option> All => [_memory, _maxGrowth, _maxFailed];

    public IReadOnlyList<MemorySource> Sources(ParseResult parsed) => [.. (parsed.GetValue(_memory) ?? []).Select(MemorySource.Parse)];

    public double MaxGrowth(ParseResult parsed) => parsed.GetValue(_maxGrowth);

    /// <summary>Null: it does not matter.</summary>
    public double? MaxFailed(ParseResult parsed) => parsed.GetValue(_maxFailed);
}
