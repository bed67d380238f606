using Grpc.Core;
using Grpc.Core.Interceptors;
using Grpc.Net.Client;
using SpecMesh.ServiceDefaults.Telemetry;
using SpecMesh.V1;

namespace SpecMesh.ServiceDefaults.Membership;

/// <summary>A node at one address, as this process sees it. Reads are cheap and safe from any thread.</summary>
public sealed class Peer
{
    private static readonly ContextCarrier Context = new();

    private readonly Lock _gate = new();
    private readonly GrpcChannel _channel;
    private readonly PeerBreaker _breaker;
    private volatile NodeInfo? _info;
    private volatile NodeLoad? _load;
    private volatile PeerState _state = PeerState.Connecting;
    private int _sessions;
    private int _sessionsAtReport;
    private bool _retired;

    internal Peer(Uri address, GrpcChannel channel, PeerBreaker breaker)
    {
        Address = address;
        _channel = channel;
        _breaker = breaker;
    }

    public Uri Address { get; }

    /// <summary>Carries calls to the node, with the trace and the id of the request that they are for.</summary>
    public CallInvoker Invoker => _channel.CreateCallInvoker().Intercept(Context);

    public PeerState State => _state;

    /// <summary>What the node said it is. Null before its first answer.</summary>
    public NodeInfo? Info => _info;

    /// <summary>Its last load report. Null before the first.</summary>
    public NodeLoad? Load => _load;

    /// <summary>The node's name, or its address before it gave one.</summary>
    public string Name => _info?.Name is { Length: > 0 } name ? name : Address.Authority;

    /// <summary>True for a short while after a call failed on it: others go first.</summary>
    public bool IsSetAside => _breaker.IsOpen;

    /// <summary>Sessions that this process has on the node.</summary>
    public int Sessions => Volatile.Read(ref _sessions);

    /// <summary>Sessions that the node runs at once.</summary>
    public int Slots => Math.Max(1, _info?.Slots ?? 1);

    /// <summary>Sessions on the node, of everyone: its last report, corrected by what this process has opened and closed since.</summary>
    public int EstimatedSessions
    {
        get
        {
            lock (_gate)
            {
                var reported = (_load?.Active ?? 0) + (_load?.Queued ?? 0);
                // A report that crossed an open on the way does not count it yet: the own sessions are a floor.
                return Math.Max(_sessions, reported + _sessions - _sessionsAtReport);
            }
        }
    }

    /// <summary>Sessions per slot. 1 and more: full.</summary>
    public double Utilization => (double)EstimatedSessions / Slots;

    /// <summary>Counts a session of this process; null if the address was removed in the meantime.</summary>
    internal PeerLease? TryLease()
    {
        lock (_gate)
        {
            if (_retired)
                return null;
            _sessions++;
        }

        return new PeerLease(this);
    }

    internal void Release()
    {
        bool last;
        lock (_gate)
            last = --_sessions == 0 && _retired;
        if (last)
            _channel.Dispose();
    }

    /// <summary>Takes no session from now on; the channel lives until the last one has ended.</summary>
    internal void Retire()
    {
        bool idle;
        lock (_gate)
        {
            if (_retired)
                return;
            _retired = true;
            idle = _sessions == 0;
        }

        if (idle)
            _channel.Dispose();
    }

    /// <summary>Cuts off what still runs.</summary>
    internal void Abort() => _channel.Dispose();

    internal void Identify(NodeInfo info) => _info = info;

    internal void Report(NodeLoad load)
    {
        lock (_gate)
        {
            _load = load;
            _sessionsAtReport = _sessions;
        }

        _breaker.RecordSignOfLife();
    }

    internal bool TryChangeState(PeerState state)
    {
        if (_state == state)
            return false;
        _state = state;
        return true;
    }

    internal void ReportFailure() => _breaker.RecordFailure();
}
