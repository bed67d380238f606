using System.Threading.RateLimiting;

namespace SpecMesh.Gateway.Limits;

/// <summary>What is left of one caller's limits.</summary>
internal sealed class CallLimiter(CallLimits limits, TimeProvider time)
{
    // When a running request ends is not known.
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(1);

    private readonly MinuteBudget? _requests = limits.RequestsPerMinute > 0 ? new(limits.RequestsPerMinute, time) : null;
    private readonly MinuteBudget? _tokens = limits.TokensPerMinute > 0 ? new(limits.TokensPerMinute, time) : null;
    private readonly ConcurrencyLimiter? _running = limits.Concurrency > 0
        ? new(new ConcurrencyLimiterOptions { PermitLimit = limits.Concurrency, QueueLimit = 0 })
        : null;

    public CallLimits Limits => limits;

    /// <summary>What is left of the requests. Null: no limit.</summary>
    public BudgetState? Requests => _requests?.Look();

    /// <summary>What is left of the tokens. Null: no limit.</summary>
    public BudgetState? Tokens => _tokens?.Look();

    /// <summary>Lets a request in, until the lease is disposed of. One that is turned away costs nothing.</summary>
    public CallLease Enter()
    {
        var place = _running?.AttemptAcquire();
        if (place is { IsAcquired: false })
            return CallLease.Refused($"{limits.Concurrency} requests at the same time", "requests", Soon);
        if (_tokens?.Look() is { Left: 0 } tokens)
            return Refuse($"{limits.TokensPerMinute} tokens per minute", "tokens", tokens.Next);
        if (_requests?.TryTake() == false)
            return Refuse($"{limits.RequestsPerMinute} requests per minute", "requests", _requests.Look().Next);
        return CallLease.Granted(place);

        CallLease Refuse(string limit, string kind, TimeSpan wait)
        {
            place?.Dispose();
            return CallLease.Refused(limit, kind, wait);
        }
    }

    /// <summary>Counts tokens that were computed.</summary>
    public void Charge(int tokens) => _tokens?.Charge(tokens);
}
