using Grpc.Core;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Polly;
using Polly.Retry;

namespace SpecMesh.ServiceDefaults.Membership;

/// <summary>
/// Opens sessions: picks a peer, and if it fails tries another, with a growing, jittered wait between. Once a session is open
/// nothing is retried here: what breaks later is replayed by the session's owner, who knows what was delivered.
/// </summary>
public sealed class SessionOpener
{
    private static readonly TimeSpan FirstDelay = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan MaxDelay = TimeSpan.FromSeconds(1);

    private readonly PeerPicker _picker;
    private readonly ResiliencePipeline _pipeline;

    public SessionOpener(PeerPicker picker, IOptions<MeshOptions> options, TimeProvider time, ILoggerFactory loggers)
    {
        ArgumentNullException.ThrowIfNull(options);
        _picker = picker;
        var builder = new ResiliencePipelineBuilder { Name = "session-open", TimeProvider = time };
        if (options.Value.OpenAttempts > 1)
        {
            builder.AddRetry(new RetryStrategyOptions
            {
                // Without a peer there is nothing to try: what to do instead, or how long to wait for one, the caller knows.
                ShouldHandle = static arguments => ValueTask.FromResult(
                    arguments.Outcome.Exception is { } failure and not NoPeerException && SessionFailures.IsTransient(failure)),
                MaxRetryAttempts = options.Value.OpenAttempts - 1,
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
                Delay = FirstDelay,
                MaxDelay = MaxDelay,
            });
        }

        _pipeline = builder.AddTimeout(options.Value.OpenTimeout).ConfigureTelemetry(loggers).Build();
    }

    /// <summary>Opens a session on a peer that fits.</summary>
    /// <param name="open">
    /// Opens it on the leased peer. The token bounds only the opening: it must not end the session later. The session owns the
    /// lease; if this throws, the lease is given back.
    /// </param>
    /// <param name="where">Which peers fit. Null: all.</param>
    /// <param name="key">Sessions with equal keys go to the same peer while it is not busier than others. 0: there is no key.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="NoPeerException">No peer fits now.</exception>
    /// <exception cref="RpcException">The last attempt's failure, or one that says the request is wrong.</exception>
    /// <exception cref="Polly.Timeout.TimeoutRejectedException">The last attempt took longer than <see cref="MeshOptions.OpenTimeout"/>.</exception>
    public async Task<TSession> OpenAsync<TSession>(
        Func<PeerLease, CancellationToken, Task<TSession>> open, Func<Peer, bool>? where, ulong key, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(open);
        var tried = new HashSet<Peer>();
        return await _pipeline.ExecuteAsync(
            async attempt =>
            {
                // Others first; when all have been tried, a wait later, any.
                var lease = _picker.TryPick(where, tried, key) ?? _picker.TryPick(where, key: key)
                    ?? throw new NoPeerException(_picker.Peers.Role);
                tried.Add(lease.Peer);
                try
                {
                    return await open(lease, attempt);
                }
                catch (Exception failure)
                {
                    if (!cancellationToken.IsCancellationRequested && SessionFailures.BlamesPeer(failure))
                        lease.ReportFailure();
                    lease.Dispose();
                    throw;
                }
            },
            cancellationToken);
    }
}
