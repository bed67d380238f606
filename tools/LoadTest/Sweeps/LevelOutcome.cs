using SpecMesh.LoadTest.Load;

namespace SpecMesh.LoadTest.Sweeps;

/// <summary>What decides whether a level is more than the server can do.</summary>
/// <param name="Throughput">Output tokens a second.</param>
/// <param name="FailedShare">Share of the requests that failed.</param>
/// <param name="Attainment">Share of the requests that met all limits; null without limits.</param>
/// <param name="KeptUp">
/// Answers that ended in the second half of the time of sending, for each request sent in it. Near 1, however long answers take, as
/// long as the server keeps up; less while its queue grows. Null in a closed loop, where no queue can grow.
/// </param>
internal sealed record LevelOutcome(double Throughput, double FailedShare, double? Attainment, double? KeptUp)
{
    public static LevelOutcome Of(RunResult run)
    {
        var summary = run.Summary;
        var ended = summary.Completed + summary.Failed;
        return new LevelOutcome(
            summary.OutputThroughput, ended == 0 ? 1 : (double)summary.Failed / ended, summary.Attainment, run.Plan.Load.IsOpen ? KeptUpShare(run.Requests) : null);
    }

    private static double? KeptUpShare(IReadOnlyCollection<RequestResult> requests)
    {
        var end = requests.Select(static request => request.Intended).DefaultIfEmpty().Max();
        var half = end / 2;
        var sent = requests.Count(request => request.Intended > half);
        return sent == 0 ? null : (double)requests.Count(request => request.Ended > half && request.Ended <= end) / sent;
    }
}
