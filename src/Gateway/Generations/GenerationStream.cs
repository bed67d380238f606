using System.Runtime.ExceptionServices;
using Grpc.Core;
using SpecMesh.Gateway.Limits;
using SpecMesh.ServiceDefaults.Membership;
using SpecMesh.ServiceDefaults.Telemetry;
using SpecMesh.V1;

namespace SpecMesh.Gateway.Generations;

/// <summary>
/// The verdicts of one generation, each token exactly once, whatever dies on the way: when an attempt breaks, another one is
/// opened that resumes after the tokens delivered so far. The target decides every token from prompt, parameters and seed, so
/// the next attempt goes on as the broken one would have.
/// </summary>
/// <remarks>One caller at a time.</remarks>
internal sealed partial class GenerationStream(
    Generation generation,
    DraftChoice drafting,
    AttemptOpener opener,
    GatewayOptions options,
    CallLimiter? limiter,
    GenerationMetrics metrics,
    TimeProvider time,
    ILogger logger)
    : IAsyncDisposable
{
    private readonly HashSet<Peer> _failedDrafts = [];
    private readonly Stall _stall = new(options, time);
    private readonly GenerationTiming _timing = metrics.Begin(generation.Model);
    private readonly GenerationTrace? _trace = GenerationTrace.Begin(generation);
    private Attempt? _attempt;
    private Opened? _opened;
    private bool _speculate = drafting.Enabled;
    private FinishReason _finish;
    private Exception? _failure;
    private bool _disposed;

    public string Model => generation.Model;

    /// <summary>The first verifier's opening message. There once a verdict was delivered.</summary>
    public Opened Opened => _opened ?? throw new InvalidOperationException("No verifier has taken the generation yet.");

    /// <summary>The draft that guesses for it now. Null: none.</summary>
    public string? Draft => (_attempt as DraftAttempt)?.Node.Name;

    public TokenTally Tally { get; private set; }

    public GenerationTiming Timing => _timing;

    public AcceptanceHistogram Acceptance { get; } = new();

    /// <summary>Waits for the next verdict. After one with a finish reason there is no other.</summary>
    /// <exception cref="RpcException">The request is wrong, or nodes failed and none is left to go on.</exception>
    /// <exception cref="NoPeerException">No verifier is there to go on.</exception>
    /// <exception cref="Polly.Timeout.TimeoutRejectedException">No verifier took the generation in time.</exception>
    public async Task<Verdict> NextAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                _attempt ??= await OpenAsync(cancellationToken);
                return Deliver(_attempt, await _attempt.NextAsync(cancellationToken));
            }
            catch (Exception failure) when (!cancellationToken.IsCancellationRequested)
            {
                await RecoverAsync(failure, cancellationToken);
            }
        }
    }

    public ValueTask DisposeAsync()
    {
        if (_disposed)
            return ValueTask.CompletedTask;
        _disposed = true;
        _attempt?.Dispose();
        _trace?.End(Tally, _opened, _finish, _failure);
        var duration = _timing.End(Tally, ErrorType());
        Log.Ended(logger, generation.Id, Tally.Completion, duration.TotalSeconds, Tally.Draft.Accepted, Tally.Draft.Rejected);
        return ValueTask.CompletedTask;
    }

    private string? ErrorType() =>
        _finish != FinishReason.Unspecified ? null
        : _failure is not null ? Spans.ErrorType(_failure)
        : GenerationMetrics.ClientLeft;

    private async Task<Attempt> OpenAsync(CancellationToken cancellationToken)
    {
        _trace?.Enter();
        var attempt = _speculate ? await opener.TryOpenOnDraftAsync(generation, drafting, _failedDrafts, cancellationToken) : null;
        if (attempt is null)
        {
            attempt = await opener.OpenOnVerifierAsync(generation, cancellationToken);
            // From here on plain: a draft that comes back is for the next request.
            _speculate = false;
        }

        if (_opened is null)
        {
            _opened = attempt.Opened;
            _timing.Opened();
            Tally = Tally with { Prompt = _opened.Prompt.Count, Cached = _opened.CachedTokens };
            limiter?.Charge(Tally.Prompt);
        }

        return attempt;
    }

    private Verdict Deliver(Attempt attempt, Verdict verdict)
    {
        var next = Tally.Prompt + Tally.Completion;
        if (verdict.Committed.Count > 0 && verdict.Base != next)
            throw attempt.Misbehaviour($"decided position {verdict.Base} where {next} is due");
        if (generation.Report is not null && verdict.Details.Count != verdict.Committed.Count)
            throw attempt.Misbehaviour($"reported on {verdict.Details.Count} of {verdict.Committed.Count} tokens");

        if (verdict.Committed.Count > 0)
        {
            generation.Resume.AddRange(verdict.Committed);
            _stall.Reset();
            _timing.TokensCame();
            if (Tally.Completion == 0)
                _trace?.FirstTokensCame();
            limiter?.Charge(verdict.Committed.Count);
        }

        _finish = verdict.Finish;
        Tally = Tally.With(verdict);
        Acceptance.Count(verdict);
        return verdict;
    }

    /// <summary>Puts a failed attempt away and waits before the next, or throws if there is no use in one.</summary>
    private async Task RecoverAsync(Exception failure, CancellationToken cancellationToken)
    {
        var broken = _attempt;
        _attempt = null;
        using (broken)
        {
            broken?.Fail(failure);
            if (SessionFailures.BlamesPeer(failure))
                broken?.ReportFailure();
        }

        if (broken is DraftAttempt)
            _failedDrafts.Add(broken.Node);
        // A verifier had taken the request: what goes wrong afterwards is the nodes' fault, whatever status they give it. But one says
        // that this generation cannot go on anywhere.
        var transient = broken is not null ? failure is not RpcException { StatusCode: StatusCode.Aborted } : SessionFailures.IsTransient(failure);
        if (!transient || _stall.IsHopeless(failure, anyDelivered: Tally.Completion > 0))
        {
            _failure = failure;
            ExceptionDispatchInfo.Throw(failure);
        }

        if (broken is not null)
        {
            metrics.CountReplay(generation.Model);
            _trace?.Replayed(broken.Node.Name, Describe(failure), Tally.Completion);
            Log.Replaying(logger, generation.Id, broken.Node.Name, Tally.Completion, Describe(failure));
        }

        await Task.Delay(_stall.NextDelay(), time, cancellationToken);
    }

    private static string Describe(Exception failure) =>
        failure is RpcException rpc ? $"{rpc.StatusCode}: {rpc.Status.Detail}" : failure.Message;

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Information,
            "Generation {Id}: {Tokens} token(s) in {Seconds:F2} s; draft tokens accepted: {Accepted}, refused: {Rejected}")]
        public static partial void Ended(ILogger logger, string id, int tokens, double seconds, int accepted, int rejected);

        [LoggerMessage(LogLevel.Warning, "Generation {Id} broke on {Node} after {Tokens} token(s), and is replayed: {Reason}")]
        public static partial void Replaying(ILogger logger, string id, string node, int tokens, string reason);
    }
}
