using SpecMesh.LoadTest.Load;
using SpecMesh.LoadTest.Metrics;

namespace SpecMesh.LoadTest.Health;

/// <summary>What a reader must know before believing a run's figures, in sentences.</summary>
internal static class Warnings
{
    /// <summary>Share of a run in which this client may be saturated without a warning.</summary>
    private const double SaturatedShare = 0.1;

    /// <summary>Milliseconds that timers or requests may be late at the 99th percentile.</summary>
    private const double Late = 10;

    /// <summary>Milliseconds that they may be late even once: a client that stood still for a while is late only once.</summary>
    private const double FarTooLate = 100;

    /// <summary>Requests from which on a 99th percentile means something.</summary>
    private const int EnoughForTail = 100;

    public static IReadOnlyList<string> Of(LoadPlan plan, IReadOnlyCollection<RequestResult> requests, ClientHealth client, bool stoppedEarly) =>
        [.. OfClient(client), .. OfSending(plan, requests), .. OfResults(requests, stoppedEarly)];

    private static IEnumerable<string> OfClient(ClientHealth client)
    {
        if (client.SaturatedShare >= SaturatedShare)
        {
            yield return $"This client was short of processors: in {100 * client.SaturatedShare:0} % of the time it used over {100 * ClientSample.SaturatedProcessor:0} % of the "
                + $"{client.Processors} it has. The server may be faster than shown: use a larger machine or several clients.";
        }

        if (IsLate(client.Lag))
        {
            yield return $"This client's timers were late by {client.Lag.P99:0.0} ms at the 99th percentile, {client.Lag.Max:0.0} ms at worst: its machine is busy, and "
                + "latencies are shown too long by about as much.";
        }
    }

    private static bool IsLate(Distribution milliseconds) => milliseconds.P99 > Late || milliseconds.Max > FarTooLate;

    private static IEnumerable<string> OfSending(LoadPlan plan, IReadOnlyCollection<RequestResult> requests)
    {
        if (!plan.IsOpen || requests.Count == 0)
            yield break;
        var late = Distribution.OfMilliseconds(requests.Select(static request => request.Lateness));
        if (IsLate(late))
        {
            yield return $"This client was late to send: by {late.P99:0.0} ms at the 99th percentile, {late.Max:0.0} ms at worst. Latencies count from the intended time, "
                + "so they contain it.";
        }

        var held = Distribution.OfMilliseconds(requests.Select(static request => request.Sent - request.Ready));
        if (plan.Concurrency is { } most && IsLate(held))
        {
            yield return $"The cap of {most} requests at once held requests back: by {held.P99:0.0} ms at the 99th percentile, {held.Max:0.0} ms at worst. Latencies count "
                + "from the intended time, so they contain it.";
        }
    }

    private static IEnumerable<string> OfResults(IReadOnlyCollection<RequestResult> requests, bool stoppedEarly)
    {
        if (stoppedEarly)
            yield return "The run was stopped before its end.";
        var failed = requests.Count(static request => request is { Succeeded: false, Stopped: false });
        if (failed > 0)
            yield return $"{failed} of {requests.Count} requests failed: latencies and throughput are those of the others alone.";
        var good = requests.Where(static request => request.Succeeded).ToList();
        var uncounted = good.Count(static request => request.Usage is not { Completion: > 0 });
        if (uncounted > 0)
            yield return $"For {uncounted} answers the server counted no tokens (no usage in the stream): their chunks were counted instead.";
        if (good.Count is > 0 and < EnoughForTail)
            yield return $"{good.Count} answers are few for a 99th percentile: it is nearly the slowest one.";
    }
}
