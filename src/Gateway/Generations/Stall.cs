using Grpc.Core;
using SpecMesh.ServiceDefaults.Membership;

namespace SpecMesh.Gateway.Generations;

/// <summary>How long a generation has not moved, and whether there is still hope.</summary>
internal sealed class Stall(GatewayOptions options, TimeProvider time)
{
    private static readonly TimeSpan MaxDelay = TimeSpan.FromSeconds(1);

    private long? _since;
    private int _brokenNodes;
    private int _delays;

    /// <summary>A token came.</summary>
    public void Reset() => (_since, _brokenNodes, _delays) = (null, 0, 0);

    /// <summary>Counts a failure.</summary>
    /// <returns>True if the time is up, or so many nodes broke that the request itself may be what breaks them.</returns>
    public bool IsHopeless(Exception failure, bool anyDelivered)
    {
        _since ??= time.GetTimestamp();
        // Nodes that are full, or not there, did not break.
        if (failure is not (NoPeerException or RpcException { StatusCode: StatusCode.ResourceExhausted }))
            _brokenNodes++;
        var patience = anyDelivered ? options.ReplayPatience : options.OpenPatience;
        return _brokenNodes > options.MaxReplays || time.GetElapsedTime(_since.Value) >= patience;
    }

    /// <summary>How long to wait before the next attempt: nothing at first, then growing, with jitter.</summary>
    public TimeSpan NextDelay()
    {
        if (_delays++ == 0)
            return TimeSpan.Zero;
        var ceiling = Math.Min(MaxDelay.TotalMilliseconds, 25 * Math.Pow(2, _delays));
        return TimeSpan.FromMilliseconds(ceiling * (0.5 + (Random.Shared.NextDouble() / 2)));
    }
}
