using SpecMesh.LoadTest.Load;

namespace SpecMesh.LoadTest.Sweeps;

/// <summary>A level of a sweep.</summary>
/// <param name="Level">Clients, or chats a second.</param>
/// <param name="Run">What was measured.</param>
/// <param name="TooMuch">Why it is more than the server can do; null: it is not.</param>
internal sealed record SweepLevel(double Level, RunResult Run, string? TooMuch);

/// <summary>A sweep and what it found.</summary>
/// <param name="Plan">What was asked for.</param>
/// <param name="Levels">In rising order.</param>
/// <param name="Best">The greatest level that was not too much; null: none.</param>
internal sealed record SweepResult(SweepPlan Plan, IReadOnlyList<SweepLevel> Levels, double? Best)
{
    public string Unit => Plan.Axis == SweepAxis.Concurrency ? "clients" : "chats a second";

    /// <summary>The result in a sentence.</summary>
    public string Verdict
    {
        get
        {
            var over = Levels.FirstOrDefault(static level => level.TooMuch is not null);
            return (Best, over) switch
            {
                (null, _) => $"The smallest load, {Levels[0].Level:0.##} {Unit}, is more than the server can do: {Levels[0].TooMuch}.",
                ({ } best, null) => $"The server was not saturated: it did the greatest load, {best:0.##} {Unit}.",
                ({ } best, { } level) => $"The server saturates above {best:0.##} {Unit}. At {level.Level:0.##}, {level.TooMuch}.",
            };
        }
    }

    /// <summary>The warnings of all levels, each with its level.</summary>
    public IReadOnlyList<string> Warnings =>
        [.. Levels.SelectMany(level => level.Run.Warnings.Select(warning => $"At {level.Level:0.##} {Unit}: {warning}"))];
}
