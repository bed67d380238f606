using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace SpecMesh.Gateway.Generations;

/// <summary>What the gateway measures of generations, under OpenTelemetry's names for generative AI.</summary>
internal sealed class GenerationMetrics : IDisposable
{
    public const string MeterName = "SpecMesh.Gateway";

    private readonly TimeProvider _time;
    private readonly Meter _meter;
    private readonly Histogram<double> _duration;
    private readonly Histogram<double> _timeToFirstToken;
    private readonly Histogram<double> _timePerOutputToken;
    private readonly Histogram<int> _tokens;
    private readonly Counter<int> _accepted;
    private readonly Counter<int> _rejected;
    private readonly Counter<int> _replays;

    public GenerationMetrics(IMeterFactory meters, TimeProvider time)
    {
        _time = time;
        _meter = meters.Create(MeterName);
        _duration = _meter.CreateHistogram<double>("gen_ai.server.request.duration", "s", "From request to the last token.");
        _timeToFirstToken = _meter.CreateHistogram<double>("gen_ai.server.time_to_first_token", "s", "From request to the first token.");
        _timePerOutputToken = _meter.CreateHistogram<double>(
            "gen_ai.server.time_per_output_token", "s", "Mean time per token after the first.");
        _tokens = _meter.CreateHistogram<int>("gen_ai.client.token.usage", "{token}", "Prompt and answer tokens of a request.");
        _accepted = _meter.CreateCounter<int>("specmesh.accepted_tokens", "{token}", "Draft tokens that became part of an answer.");
        _rejected = _meter.CreateCounter<int>("specmesh.rejected_tokens", "{token}", "Draft tokens that were verified and refused.");
        _replays = _meter.CreateCounter<int>("specmesh.replays", "{replay}", "Attempts that broke and were replayed elsewhere.");
    }

    public GenerationTiming Begin(string model) => new(this, _time, model);

    public void CountReplay(string model) => _replays.Add(1, Model(model));

    public void Dispose() => _meter.Dispose();

    internal void Record(string model, TimeSpan duration, TimeSpan? firstToken, TokenTally tally)
    {
        var tags = new TagList { Model(model) };
        _duration.Record(duration.TotalSeconds, tags);
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
