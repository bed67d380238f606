using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace SpecMesh.Gateway.Generations;

/// <summary>What the gateway measures of generations, under OpenTelemetry's names for generative AI.</summary>
internal sealed class GenerationMetrics : IDisposable
{
    public const string MeterName = "SpecMesh.Gateway";

    /// <summary>The error type of a generation whose client has gone before its end.</summary>
    public const string ClientLeft = "client_left";

    // What OpenTelemetry advises, and finer below: small models answer within milliseconds.
    private static readonly InstrumentAdvice<double> DurationBuckets =
        new() { HistogramBucketBoundaries = [0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.64, 1.28, 2.56, 5.12, 10.24, 20.48, 40.96, 81.92, 163.84] };

    private static readonly InstrumentAdvice<double> FirstTokenBuckets =
        new() { HistogramBucketBoundaries = [0.005, 0.01, 0.02, 0.04, 0.06, 0.08, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10, 20, 40, 60] };

    private static readonly InstrumentAdvice<double> TokenTimeBuckets =
        new() { HistogramBucketBoundaries = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.75, 1, 2.5] };

    private static readonly InstrumentAdvice<int> TokenBuckets =
        new() { HistogramBucketBoundaries = [1, 4, 16, 64, 256, 1024, 4096, 16384, 65536, 262144] };

    private readonly TimeProvider _time;
    private readonly Meter _meter;
    private readonly Histogram<double> _duration;
    private readonly Histogram<double> _timeToFirstToken;
    private readonly Histogram<double> _timePerOutputToken;
    private readonly Histogram<double> _interTokenLatency;
    private readonly Histogram<int> _tokens;
    private readonly Counter<int> _accepted;
    private readonly Counter<int> _rejected;
    private readonly Counter<int> _replays;
    private int _active;

    public GenerationMetrics(IMeterFactory meters, TimeProvider time)
    {
        _time = time;
        _meter = meters.Create(MeterName);
        _duration = _meter.CreateHistogram(
            "gen_ai.server.request.duration", "s", "From request to the last token; with error.type, to its failure.", null, DurationBuckets);
        _timeToFirstToken = _meter.CreateHistogram(
            "gen_ai.server.time_to_first_token", "s", "From request to the first token.", null, FirstTokenBuckets);
        _timePerOutputToken = _meter.CreateHistogram(
            "gen_ai.server.time_per_output_token", "s", "Mean time per token after the first.", null, TokenTimeBuckets);
        _interTokenLatency = _meter.CreateHistogram(
            "specmesh.inter_token_latency", "s", "From one verdict's tokens to the next verdict's.", null, TokenTimeBuckets);
        _tokens = _meter.CreateHistogram("gen_ai.client.token.usage", "{token}", "Prompt and answer tokens of a request.", null, TokenBuckets);
        _accepted = _meter.CreateCounter<int>("specmesh.accepted_tokens", "{token}", "Draft tokens that became part of an answer.");
        _rejected = _meter.CreateCounter<int>("specmesh.rejected_tokens", "{token}", "Draft tokens that were verified and refused.");
        _replays = _meter.CreateCounter<int>("specmesh.replays", "{replay}", "Attempts that broke and were replayed elsewhere.");
        _meter.CreateObservableUpDownCounter("specmesh.active_generations", () => Volatile.Read(ref _active), "{generation}", "Generations under way.");
    }

    public GenerationTiming Begin(string model)
    {
        Interlocked.Increment(ref _active);
        // A counter that begins to exist with its first event hides that event from every rate.
        _replays.Add(0, Model(model));
        return new(this, _time, model);
    }

    public void CountReplay(string model) => _replays.Add(1, Model(model));

    public void Dispose() => _meter.Dispose();

    internal void TokensCame(string model, TimeSpan sinceLast) => _interTokenLatency.Record(sinceLast.TotalSeconds, Model(model));

    internal void Record(string model, TimeSpan duration, TimeSpan? firstToken, TokenTally tally, string? errorType)
    {
        Interlocked.Decrement(ref _active);
        var tags = new TagList { Model(model) };
        if (errorType is null)
            _duration.Record(duration.TotalSeconds, tags);
        else
            _duration.Record(duration.TotalSeconds, Model(model), new("error.type", errorType));
        if (firstToken is { } first)
        {
            _timeToFirstToken.Record(first.TotalSeconds, tags);
            if (tally.Completion > 1)
                _timePerOutputToken.Record((duration - first).TotalSeconds / (tally.Completion - 1), tags);
        }

        _tokens.Record(tally.Prompt, Model(model), new("gen_ai.token.type", "input"));
        _tokens.Record(tally.Completion, Model(model), new("gen_ai.token.type", "output"));
        _accepted.Add(tally.Draft.Accepted, tags);
        _rejected.Add(tally.Draft.Rejected, tags);
    }

    private static KeyValuePair<string, object?> Model(string model) => new("gen_ai.request.model", model);
}
