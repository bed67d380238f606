using System.Diagnostics;
using SpecMesh.ServiceDefaults.Telemetry;
using SpecMesh.Speculation.Verification;
using SpecMesh.V1;

namespace SpecMesh.VerifierService.Sessions;

/// <summary>
/// The spans of one generation on this verifier: the session, and below it the wait for a slot, the prefill, and some of the verify rounds.
/// </summary>
/// <remarks>Begun by the caller's thread, which hands it to the engine thread together with the generation.</remarks>
internal sealed class SessionTrace
{
    public const string SourceName = "SpecMesh.Verifier";

    private static readonly ActivitySource Source = new(SourceName);

    private readonly Activity _session;
    private readonly TimeProvider _time;
    private readonly int _roundSpanEvery;
    private Activity? _phase;
    private DateTimeOffset _lastVerdict;
    private int _rounds;
    private int _committed;
    private int _accepted;
    private int _rejected;

    private SessionTrace(Activity session, int roundSpanEvery, TimeProvider time)
    {
        _session = session;
        _roundSpanEvery = roundSpanEvery;
        _time = time;
        _phase = Source.Begin("queue", session.Context, startTime: time.GetUtcNow());
    }

    /// <summary>Begins to trace a generation, below the span of the call that brought it.</summary>
    /// <returns>Null if nobody would read it.</returns>
    public static SessionTrace? Begin(OpenedGeneration generation, VerifyOpen open, int roundSpanEvery, TimeProvider time)
    {
        if (!Source.HasListeners() || Source.Begin("verify session", Activity.Current?.Context ?? default, startTime: time.GetUtcNow()) is not { } session)
            return null;
        session.SetTag("gen_ai.request.model", open.Generation.Model).SetTag("gen_ai.usage.input_tokens", generation.Prompt.Length);
        session.SetTag("specmesh.generation.id", generation.Id).SetTag("specmesh.resumed_tokens", open.Generation.Resume.Count);
        session.SetTag(RequestId.Attribute, RequestId.Current).SetTag("specmesh.draft", open.DraftVocabulary is null ? null : open.Draft);
        return new SessionTrace(session, roundSpanEvery, time);
    }

    /// <summary>It has a slot.</summary>
    public void Admitted(int slot, int cached)
    {
        var now = _time.GetUtcNow();
        End(_phase, now);
        _session.SetTag("specmesh.slot", slot).SetTag("specmesh.cached_tokens", cached);
        _phase = Source.Begin("prefill", _session.Context, startTime: now);
    }

    /// <summary>A pass has decided tokens, and the verdict is under way.</summary>
    /// <param name="outcome">What it decided.</param>
    /// <param name="rows">Rows that this generation had in the pass.</param>
    /// <param name="generations">Generations in the pass.</param>
    /// <param name="forward">How long the forward pass took.</param>
    public void Decided(in PassOutcome outcome, int rows, int generations, TimeSpan forward)
    {
        var now = _time.GetUtcNow();
        if (_phase is null)
            TraceRound(outcome, rows, generations, forward, now);
        else
            End(_phase, now);
        _phase = null;
        _lastVerdict = now;
        _committed += outcome.Committed;
        _accepted += outcome.Accepted;
        _rejected += outcome.Rejected;
    }

    /// <summary>The generation is over.</summary>
    /// <param name="finish">Why, if it has reached its end.</param>
    /// <param name="error">What ended it before.</param>
    public void End(FinishReason finish, Exception? error)
    {
        var now = _time.GetUtcNow();
        End(_phase, now);
        _session.SetTag("gen_ai.usage.output_tokens", _committed).SetTag("specmesh.rounds", _rounds);
        _session.SetTag("specmesh.accepted_tokens", _accepted).SetTag("specmesh.rejected_tokens", _rejected);
        if (error is not null)
            _session.Fail(error);
        else
            _session.SetTag("specmesh.finish", finish == FinishReason.Unspecified ? "caller left" : finish.ToString().ToLowerInvariant());
        End(_session, now);
    }

    private void TraceRound(in PassOutcome outcome, int rows, int generations, TimeSpan forward, DateTimeOffset now)
    {
        var number = _rounds++;
        if (_roundSpanEvery == 0 || number % _roundSpanEvery != 0 || Source.Begin("verify round", _session.Context, startTime: _lastVerdict) is not { } round)
            return;
        round.SetTag("specmesh.round", number).SetTag("specmesh.rows", rows).SetTag("specmesh.generations", generations);
        round.SetTag("specmesh.committed_tokens", outcome.Committed);
        round.SetTag("specmesh.accepted_tokens", outcome.Accepted).SetTag("specmesh.rejected_tokens", outcome.Rejected);
        round.SetTag("specmesh.accepted_guesses", outcome.AcceptedGuesses).SetTag("specmesh.forward_seconds", forward.TotalSeconds);
        End(round, now);
    }

    private static void End(Activity? span, DateTimeOffset now)
    {
        if (span is null or { IsStopped: true })
            return;
        span.SetEndTime(now.UtcDateTime);
        span.End();
    }
}
