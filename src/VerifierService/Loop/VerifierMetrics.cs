using System.Diagnostics.Metrics;
using SpecMesh.Speculation.Verification;

namespace SpecMesh.VerifierService.Loop;

/// <summary>What the verifier measures of its passes, its time and the draft tokens that come in.</summary>
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
    private static readonly KeyValuePair<string, object?> Received = new("outcome", "received");
    private static readonly KeyValuePair<string, object?> Accepted = new("outcome", "accepted");
    private static readonly KeyValuePair<string, object?> Rejected = new("outcome", "rejected");
    private static readonly KeyValuePair<string, object?> Stale = new("outcome", "stale");

    private readonly Counter<long> _passes;
    private readonly Counter<long> _rows;
    private readonly Counter<double> _time;
    private readonly Counter<long> _committed;
    private readonly Counter<long> _draftTokens;
    private readonly Counter<long> _ngramTokens;
    private readonly Counter<long> _predictedTokens;

    public VerifierMetrics(IMeterFactory meters)
    {
        var meter = meters.Create(MeterName);
        _passes = meter.CreateCounter<long>("specmesh.verifier.passes", "{pass}", "Forward passes.");
        _rows = meter.CreateCounter<long>("specmesh.verifier.pass_rows", "{row}", "Rows of all forward passes.");
        _time = meter.CreateCounter<double>(
            "specmesh.verifier.time", "s", "Where the engine thread's time went; for the queue, the waits of all generations together.");
        _committed = meter.CreateCounter<long>("specmesh.verifier.committed_tokens", "{token}", "Tokens decided.");
        _draftTokens = meter.CreateCounter<long>("specmesh.verifier.draft_tokens", "{token}", "Draft tokens by what became of them.");
        _ngramTokens = meter.CreateCounter<long>(
            "specmesh.verifier.ngram_tokens", "{token}", "The verifier's own guesses from earlier text, by what became of them.");
        _predictedTokens = meter.CreateCounter<long>(
            "specmesh.verifier.predicted_tokens", "{token}", "Verified tokens of predictions that came with requests, by what became of them.");
    }

    public void CountPass(bool prefill, int rows, TimeSpan elapsed)
    {
        _passes.Add(1, prefill ? Prefill : Decode);
        _rows.Add(rows, prefill ? Prefill : Decode);
        _time.Add(elapsed.TotalSeconds, prefill ? PrefillTime : DecodeTime);
    }

    public void CountSampling(TimeSpan elapsed) => _time.Add(elapsed.TotalSeconds, SampleTime);

    public void CountLinger(TimeSpan elapsed) => _time.Add(elapsed.TotalSeconds, LingerTime);

    public void CountQueue(TimeSpan elapsed) => _time.Add(elapsed.TotalSeconds, QueueTime);

    public void CountBlock(int tokens, int stale)
    {
        _draftTokens.Add(tokens, Received);
        _draftTokens.Add(stale, Stale);
    }

    public void CountOutcome(in PassOutcome outcome)
    {
        _committed.Add(outcome.Committed);
        _draftTokens.Add(outcome.Accepted, Accepted);
        _draftTokens.Add(outcome.Rejected, Rejected);
        var guesses = outcome.GuessesPredicted ? _predictedTokens : _ngramTokens;
        guesses.Add(outcome.AcceptedGuesses, Accepted);
        guesses.Add(outcome.RejectedGuesses, Rejected);
    }
}
