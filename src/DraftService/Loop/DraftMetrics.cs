using System.Diagnostics.Metrics;

namespace SpecMesh.DraftService.Loop;

/// <summary>What a draft measures of its passes and guesses.</summary>
internal sealed class DraftMetrics
{
    public const string MeterName = "SpecMesh.Draft";

    private static readonly KeyValuePair<string, object?> DecodeTime = new("part", "decode");

    private readonly Counter<long> _passes;
    private readonly Counter<long> _rows;
    private readonly Counter<long> _drafted;
    private readonly Counter<long> _sent;
    private readonly Counter<double> _time;

    public DraftMetrics(IMeterFactory meters)
    {
        var meter = meters.Create(MeterName);
        _passes = meter.CreateCounter<long>("specmesh.draft.passes", "{pass}", "Forward passes.");
        _rows = meter.CreateCounter<long>("specmesh.draft.pass_rows", "{row}", "Rows of all forward passes.");
        _drafted = meter.CreateCounter<long>("specmesh.draft.drafted_tokens", "{token}", "Tokens guessed.");
        _sent = meter.CreateCounter<long>("specmesh.draft.sent_tokens", "{token}", "Guesses sent to verifiers.");
        _time = meter.CreateCounter<double>("specmesh.draft.time", "s", "Where the engine thread's time went.");
        BeginAtZero();
    }

    public void CountPass(int rows, int drafted, TimeSpan elapsed, int passes = 1)
    {
        _passes.Add(passes);
        _rows.Add(rows);
        _drafted.Add(drafted);
        _time.Add(elapsed.TotalSeconds, DecodeTime);
    }

    public void CountSent(int tokens) => _sent.Add(tokens);

    // A counter that begins to exist with its first event hides that event from every rate.
    private void BeginAtZero()
    {
        CountPass(0, 0, TimeSpan.Zero, passes: 0);
        CountSent(0);
    }
}
