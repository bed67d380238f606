namespace SpecMesh.LoadTest.Sweeps;

/// <summary>Which levels a sweep visits and what counts as too much.</summary>
/// <param name="Axis">What is raised.</param>
/// <param name="From">The first level.</param>
/// <param name="To">No level is above this.</param>
/// <param name="Factor">Each level is so many times the last, above 1.</param>
/// <param name="Refine">Levels that are tried between the last good one and the first that is too much.</param>
/// <param name="Attainment">Least share of requests that keep the limits, if there are any.</param>
/// <param name="MostFailed">Most of the requests that may fail, as a share.</param>
internal sealed record SweepPlan(SweepAxis Axis, double From, double To, double Factor, int Refine, double Attainment, double MostFailed);

/// <summary>Finds the greatest load that a server can do: up by a factor until it is too much, then halving the gap.</summary>
internal sealed class SaturationSearch(SweepPlan plan)
{
    /// <summary>Least part of the requests that must be answered as fast as they come; room is left for chance.</summary>
    private const double KeptUp = 0.85;

    /// <summary>Least that output tokens a second must rise by from one closed-loop level to the next.</summary>
    private const double Gain = 0.05;

    private double? _tooMuch;
    private double _throughput;
    private int _refinements = plan.Refine;

    /// <summary>The greatest level that was not too much; null: none so far.</summary>
    public double? Best { get; private set; }

    /// <summary>The next level; null: the search is over.</summary>
    public double? Next()
    {
        if (_tooMuch is not { } high)
            return Best is not { } best ? Fit(plan.From) : Up(best);
        if (_refinements-- <= 0 || Best is not { } low)
            return null;
        var between = Fit(Math.Sqrt(low * high));
        return between > low && between < high ? between : null;
    }

    /// <summary>Takes in how a level went.</summary>
    /// <returns>Why it is too much, in words; null: it is not.</returns>
    public string? Add(double level, LevelOutcome outcome)
    {
        var reason = Reason(outcome);
        if (reason is not null)
        {
            _tooMuch = level;
            return reason;
        }

        Best = level;
        _throughput = outcome.Throughput;
        return null;
    }

    private double? Up(double best)
    {
        var next = Math.Min(plan.To, Fit(best * plan.Factor));
        if (plan.Axis == SweepAxis.Concurrency)
            next = Math.Min(plan.To, Math.Max(next, best + 1));
        return next > best ? next : null;
    }

    private double Fit(double level) => plan.Axis == SweepAxis.Concurrency ? Math.Round(level) : level;

    private string? Reason(LevelOutcome outcome)
    {
        if (outcome.FailedShare > plan.MostFailed)
            return $"{Percent(outcome.FailedShare)} of the requests failed";
        if (outcome.Attainment < plan.Attainment)
            return $"only {Percent(outcome.Attainment)} of the requests kept the limits";
        if (outcome.KeptUp < KeptUp)
            return $"the server fell behind: it answered {Percent(outcome.KeptUp)} of what came";
        // With limits, more clients may be served well although no more tokens come out.
        if (plan.Axis == SweepAxis.Rate || outcome.Attainment is not null || Best is null || outcome.Throughput >= _throughput * (1 + Gain))
            return null;
        // Between two levels a small gain is natural: there is nothing to be found.
        _refinements = 0;
        return $"output tokens per second rose by less than {Percent(Gain)}";
    }

    private static string Percent(double? share) => $"{100 * share:0.#} %";
}
