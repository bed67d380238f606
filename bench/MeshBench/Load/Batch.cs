using System.Diagnostics;

namespace SpecMesh.MeshBench.Load;

/// <summary>Requests that a number of clients worked off, each taking the next as soon as it has its answer.</summary>
/// <param name="Answers">In order of the requests.</param>
/// <param name="TokensPerSecond">All clients together, over the time in which none had run out of requests.</param>
/// <param name="Seconds">From the first request to the last answer.</param>
internal sealed record Batch(IReadOnlyList<Answer> Answers, double TokensPerSecond, double Seconds)
{
    /// <param name="requests">What to ask, each by one client.</param>
    /// <param name="clients">How many at once.</param>
    public static async Task<Batch> RunAsync(IReadOnlyList<Func<Task<Answer>>> requests, int clients)
    {
        var start = Stopwatch.GetTimestamp();
        var next = -1;
        var answers = new Answer[requests.Count];
        var idleAt = new long[Math.Min(clients, requests.Count)];
        await Task.WhenAll(Enumerable.Range(0, idleAt.Length).Select(async client =>
        {
            while (Interlocked.Increment(ref next) is var index && index < requests.Count)
                answers[index] = await requests[index]();
            idleAt[client] = Stopwatch.GetTimestamp();
        }));

        // After the first client has run out, fewer are left than were asked for: that time is not counted.
        var end = idleAt.Min();
        return new Batch(
            answers, answers.Sum(answer => answer.TokensBefore(end)) / Stopwatch.GetElapsedTime(start, end).TotalSeconds,
            Stopwatch.GetElapsedTime(start).TotalSeconds);
    }

    /// <summary>Batches that came one after another, with pauses between, as one.</summary>
    public static Batch Joined(IReadOnlyList<Batch> batches) => batches.Count == 1 ? batches[0] : new Batch(
        [.. batches.SelectMany(static batch => batch.Answers)],
        batches.Sum(static batch => batch.TokensPerSecond * batch.Seconds) / batches.Sum(static batch => batch.Seconds),
        batches.Sum(static batch => batch.Seconds));
}
