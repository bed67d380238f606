using SpecMesh.LoadTest.Load;

namespace SpecMesh.LoadTest.Sweeps;

/// <summary>What decides whether a level is more than the server can do.</summary>
/// <param name="Throughput">Output tokens a second.</param>
/// <param name="FailedShare">Share of the requests that failed.</param>
/// <param name="Attainment">Share of the requests that met all limits; null without limits.</param>
/// <param name="KeptUp">
/// Answers that ended in the second half of the time of sending, for each request sent in it: less than 1 while the queue grows, however long answers take.
/// 1 also where the queue grew no more than it may by chance. Null in a closed loop, where no queue can grow.
/// </param>
internal sealed record LevelOutcome(double Throughput, double FailedShare, double? Attainment, double? KeptUp)
{
    /// <summary>Standard deviations that count as chance.</summary>
    private const double Deviations = 2;

    public static LevelOutcome Of(RunResult run)
    {
        var summary = run.Summary;
        var ended = summary.Completed + summary.Failed;
        return new LevelOutcome(
            summary.OutputThroughput, ended == 0 ? 1 : (double)summary.Failed / ended, summary.Attainment, run.Plan.Load.IsOpen ? KeptUpShare(run) : null);
    }

    private static double KeptUpShare(RunResult run)
    {
        var end = run.Plan.Load.Limit.Duration ?? run.Requests.Select(static request => request.Intended).DefaultIfEmpty().Max();
        var (before, after) = (Waiting(run, end / 2), Waiting(run, end));
        var sent = run.Requests.Count(request => request.Intended > end / 2 && request.Intended <= end);
        // The number of requests in a system that keeps up varies like a Poisson variable.
        return after - before > Deviations * Math.Sqrt(before + after) ? 1 - ((double)(after - before) / sent) : 1;
    }

    private static int Waiting(RunResult run, TimeSpan at) => run.Requests.Count(request => request.Intended <= at && request.Ended > at);
}
