using SpecMesh.LoadTest.Load;

namespace SpecMesh.LoadTest.Sweeps;

/// <summary>Runs the levels of a sweep, one after the other.</summary>
internal static class SweepRun
{
    /// <param name="plan">Which levels.</param>
    /// <param name="run">Measures a level; told how many were before.</param>
    /// <param name="done">Told of each level that was measured.</param>
    public static async Task<SweepResult> RunAsync(SweepPlan plan, Func<double, int, Task<RunResult>> run, Action<SweepLevel> done)
    {
        var search = new SaturationSearch(plan);
        var levels = new List<SweepLevel>();
        while (search.Next() is { } level)
        {
            var result = await run(level, levels.Count);
            var measured = new SweepLevel(level, result, search.Add(level, LevelOutcome.Of(result)));
            levels.Add(measured);
            done(measured);
            if (result.StoppedEarly)
                break;
        }

        return new SweepResult(plan, [.. levels.OrderBy(static level => level.Level)], search.Best);
    }
}
