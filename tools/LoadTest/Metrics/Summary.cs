using SpecMesh.LoadTest.Load;

namespace SpecMesh.LoadTest.Metrics;

/// <summary>The figures of a run. Latencies are in milliseconds, of the successful requests, from the intended time of sending.</summary>
internal sealed record Summary
{
    /// <summary>From the start of the run to the end of its last answer, in seconds.</summary>
    public required double Seconds { get; init; }

    public required int Completed { get; init; }

    public required int Failed { get; init; }

    /// <summary>Requests that the end of the test interrupted; they count neither as completed nor as failed.</summary>
    public required int Stopped { get; init; }

    public required long InputTokens { get; init; }

    public required long OutputTokens { get; init; }

    public required long CachedTokens { get; init; }

    /// <summary>Completed requests a second.</summary>
    public double RequestThroughput => PerSecond(Completed);

    /// <summary>Completed requests that met all limits; null without limits.</summary>
    public required int? Good { get; init; }

    /// <summary>Good requests a second.</summary>
    public double? Goodput => Good is { } good ? PerSecond(good) : null;

    /// <summary>Share of all requests that ended (failed ones too) which were good.</summary>
    public double? Attainment => Good is { } good && Completed + Failed > 0 ? (double)good / (Completed + Failed) : null;

    public double OutputThroughput => PerSecond(OutputTokens);

    public double TotalThroughput => PerSecond(InputTokens + OutputTokens);

    /// <summary>Tokens of the best second.</summary>
    public required double PeakOutputThroughput { get; init; }

    /// <summary>Requests of the busiest second.</summary>
    public required int PeakConcurrency { get; init; }

    public required Distribution FirstToken { get; init; }

    public required Distribution PerToken { get; init; }

    public required Distribution InterToken { get; init; }

    public required Distribution EndToEnd { get; init; }

    /// <summary>Failed requests by class.</summary>
    public required IReadOnlyDictionary<string, int> Errors { get; init; }

    /// <summary>How well drafts guessed; null where no server said.</summary>
    public required Acceptance? Acceptance { get; init; }

    public static Summary Of(IReadOnlyCollection<RequestResult> requests, TimeSpan duration, ServiceLevel? level)
    {
        var good = requests.Where(static request => request.Succeeded).ToList();
        var failed = requests.Where(static request => request is { Succeeded: false, Stopped: false }).ToList();
        var timeline = Timeline.Of(requests);
        return new Summary
        {
            Seconds = duration.TotalSeconds,
            Completed = good.Count,
            Failed = failed.Count,
            Stopped = requests.Count - good.Count - failed.Count,
            InputTokens = good.Sum(static request => (long)request.PromptTokens),
            OutputTokens = good.Sum(static request => (long)request.OutputTokens),
            CachedTokens = good.Sum(static request => (long)(request.Usage?.Cached ?? 0)),
            Good = level is null ? null : good.Count(level.Met),
            PeakOutputThroughput = timeline.Tokens.DefaultIfEmpty(0).Max(),
            PeakConcurrency = timeline.Requests.DefaultIfEmpty(0).Max(),
            FirstToken = Distribution.OfMilliseconds(good.Select(static request => request.FirstToken)),
            PerToken = Distribution.OfMilliseconds(good.Select(static request => request.PerToken).OfType<TimeSpan>()),
            InterToken = Distribution.OfMilliseconds(good.SelectMany(static request => request.Gaps)),
            EndToEnd = Distribution.OfMilliseconds(good.Select(static request => request.EndToEnd)),
            Errors = failed.GroupBy(static request => request.Failure!.ClassName).OrderBy(static group => group.Key, StringComparer.Ordinal)
                .ToDictionary(static group => group.Key, static group => group.Count()),
            Acceptance = Acceptance.Of(good),
        };
    }

    private double PerSecond(double count) => Seconds > 0 ? count / Seconds : 0;
}
