using Polly;
using Polly.CircuitBreaker;

namespace SpecMesh.ServiceDefaults.Membership;

/// <summary>Sets a peer aside for a moment after a failed call.</summary>
/// <remarks>
/// A circuit breaker that is told outcomes instead of wrapping calls, because a session lives on after it was opened. Load
/// reports are its successes: at least one a second comes from a living peer, so one failure is enough to open it, and the
/// first report after the break closes it.
/// </remarks>
internal sealed class PeerBreaker
{
    // A peer reports at most ten times a second: one failure among the reports of the window reaches this ratio.
    private const double AnyFailure = 0.001;
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(10);

    private readonly CircuitBreakerStateProvider _state = new();
    private readonly ResiliencePipeline<bool> _pipeline;

    public PeerBreaker(TimeSpan breakDuration, TimeProvider time) =>
        _pipeline = new ResiliencePipelineBuilder<bool> { TimeProvider = time }
            .AddCircuitBreaker(new CircuitBreakerStrategyOptions<bool>
            {
                FailureRatio = AnyFailure,
                MinimumThroughput = 2,
                SamplingDuration = Window,
                BreakDuration = breakDuration,
                StateProvider = _state,
                ShouldHandle = static arguments => ValueTask.FromResult(!arguments.Outcome.Result),
            })
            .Build();

    public bool IsOpen => _state.CircuitState == CircuitState.Open;

    public void RecordSignOfLife() => Record(true);

    public void RecordFailure() => Record(false);

    private void Record(bool success)
    {
        var context = ResilienceContextPool.Shared.Get();
        // Completes at once: neither the callback nor the strategy waits for anything. While the circuit is open the outcome is
        // its own refusal, which changes nothing.
        var recorded = _pipeline.ExecuteOutcomeAsync(
            static (_, success) => ValueTask.FromResult(Outcome.FromResult(success)), context, success);
        System.Diagnostics.Debug.Assert(recorded.IsCompleted, "Recording an outcome is synchronous.");
        ResilienceContextPool.Shared.Return(context);
    }
}
