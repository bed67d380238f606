using System.Diagnostics.Metrics;
using SpecMesh.Speculation.Verification;

namespace SpecMesh.VerifierService.Loop;

/// <summary>What the verifier measures of its passes, its time and the guesses that it verifies.</summary>
internal sealed class VerifierMetrics
{
    public const string MeterName = "SpecMesh.Verifier";

    private static readonly KeyValuePair<string, object?> Decode = new("phase", "decode");
    private static readonly KeyValuePair<string, object?> Prefill = new("phase", "prefill");
    private static readonly KeyValuePair<string, object?> DecodeTime = new("part", "decode");
    private static readonly KeyValuePair<string, object?> PrefillTime = new("part", "prefill");
    private static readonly KeyValuePair<string, object?> SampleTime = new("part", "sample");
    private static readonly KeyValuePair<string, object?> LingerTime = new("part", "linger");
    private static readonly KeyValuePair<string, object?> QueueTime = new("part", "queue");
    private static readonly KeyValuePair<string, object?> Accepted = new("outcome", "accepted");
    private static readonly KeyValuePair<string, object?> Rejected = new("outcome", "rejected");

    private static readonly InstrumentAdvice<int> RowBuckets = new() { HistogramBucketBoundaries = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024] };
    private static readonly InstrumentAdvice<int> DepthBuckets = new() { HistogramBucketBoundaries = [0, 1, 2, 3, 4, 5, 6, 8, 10, 12, 15, 20, 30, 63] };

    private static readonly InstrumentAdvice<double> WaitBuckets =
        new() { HistogramBucketBoundaries = [0.001, 0.005, 0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60] };

    private readonly Counter<long> _passes;
    private readonly Counter<long> _rows;
    private readonly Histogram<int> _rowsPerPass;
    private readonly Histogram<int> _depth;
    private readonly Counter<double> _time;
    private readonly Counter<long> _lingers;
    private readonly Histogram<double> _queueWait;
    private readonly Counter<long> _committed;
    private readonly Counter<long> _ngramTokens;
    private readonly Counter<long> _predictedTokens;

    public VerifierMetrics(IMeterFactory meters)
    {
        var meter = meters.Create(MeterName);
        _passes = meter.CreateCounter<long>("specmesh.verifier.passes", "{pass}", "Forward passes.");
        _rows = meter.CreateCounter<long>("specmesh.verifier.pass_rows", "{row}", "Rows of all forward passes.");
        _rowsPerPass = meter.CreateHistogram("specmesh.verifier.rows_per_pass", "{row}", "Rows of a decode pass, all generations together.", null, RowBuckets);
        _depth = meter.CreateHistogram("specmesh.verifier.depth", "{token}", "Guesses for each generation that a decode pass verified.", null, DepthBuckets);
        _time = meter.CreateCounter<double>(
            "specmesh.verifier.time", "s", "Where the engine thread's time went; for the queue, the waits of all generations together.");
        _lingers = meter.CreateCounter<long>("specmesh.verifier.lingers", "{wait}", "Waits for draft tokens before a pass.");
        _queueWait = meter.CreateHistogram("specmesh.verifier.queue_wait", "s", "Wait of a generation for a slot.", null, WaitBuckets);
        _committed = meter.CreateCounter<long>("specmesh.verifier.committed_tokens", "{token}", "Tokens decided.");
        _ngramTokens = meter.CreateCounter<long>(
            "specmesh.verifier.ngram_tokens", "{token}", "The verifier's own guesses from earlier text, by what became of them.");
        _predictedTokens = meter.CreateCounter<long>(
            "specmesh.verifier.predicted_tokens", "{token}", "Verified tokens of predictions that came with requests, by what became of them.");
        Drafts = new DraftTallies(meter);
        BeginAtZero();
    }

    public DraftTallies Drafts { get; }

    /// <param name="prefill">Whether it was a chunk of a prompt.</param>
    /// <param name="rows">Its rows, all generations together.</param>
    /// <param name="depth">Guesses that it verified for each generation.</param>
    /// <param name="elapsed">How long it took.</param>
    public void CountPass(bool prefill, int rows, int depth, TimeSpan elapsed)
    {
        _passes.Add(1, prefill ? Prefill : Decode);
        _rows.Add(rows, prefill ? Prefill : Decode);
        _time.Add(elapsed.TotalSeconds, prefill ? PrefillTime : DecodeTime);
        if (prefill)
            return;
        _rowsPerPass.Record(rows);
        _depth.Record(depth);
    }

    public void CountSampling(TimeSpan elapsed) => _time.Add(elapsed.TotalSeconds, SampleTime);

    public void CountLinger(TimeSpan elapsed)
    {
        _lingers.Add(1);
        _time.Add(elapsed.TotalSeconds, LingerTime);
    }

    public void CountQueue(TimeSpan elapsed)
    {
        _queueWait.Record(elapsed.TotalSeconds);
        _time.Add(elapsed.TotalSeconds, QueueTime);
    }

    public void CountOutcome(in PassOutcome outcome)
    {
        _committed.Add(outcome.Committed);
        if (outcome.AcceptedGuesses + outcome.RejectedGuesses == 0)
            return;
        var guesses = outcome.GuessesPredicted ? _predictedTokens : _ngramTokens;
        guesses.Add(outcome.AcceptedGuesses, Accepted);
        guesses.Add(outcome.RejectedGuesses, Rejected);
    }

    // A counter that begins to exist with its first event hides that event from every rate.
    private void BeginAtZero()
    {
        foreach (var phase in (ReadOnlySpan<KeyValuePair<string, object?>>)[Decode, Prefill])
        {
            _passes.Add(0, phase);
            _rows.Add(0, phase);
        }

        foreach (var part in (ReadOnlySpan<KeyValuePair<string, object?>>)[DecodeTime, PrefillTime, SampleTime, LingerTime, QueueTime])
            _time.Add(0, part);
        foreach (var outcome in (ReadOnlySpan<KeyValuePair<string, object?>>)[Accepted, Rejected])
        {
            _ngramTokens.Add(0, outcome);
            _predictedTokens.Add(0, outcome);
        }

        _lingers.Add(0);
        _committed.Add(0);
    }
}
