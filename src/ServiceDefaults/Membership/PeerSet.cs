using System.Collections.Immutable;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using SpecMesh.ServiceDefaults.Membership.Addresses;
using SpecMesh.V1;

namespace SpecMesh.ServiceDefaults.Membership;

/// <summary>All peers of one role. Peers come and go while it runs.</summary>
public sealed class PeerSet : BackgroundService
{
    private readonly Lock _gate = new();
    private readonly Dictionary<Uri, Member> _members = [];
    private readonly AddressBook _addresses;
    private readonly MeshOptions _options;
    private readonly TimeProvider _time;
    private readonly ILoggerFactory _loggers;
    private PeerSnapshot _current = new([]);

    internal PeerSet(NodeRole role, AddressBook addresses, IOptions<MeshOptions> options, TimeProvider time, ILoggerFactory loggers)
    {
        Role = role;
        _addresses = addresses;
        _options = options.Value;
        _time = time;
        _loggers = loggers;
    }

    /// <summary>Raised after <see cref="Current"/> changed, outside any lock. Handlers are quick and never throw.</summary>
    public event Action? Changed;

    public NodeRole Role { get; }

    public PeerSnapshot Current => Volatile.Read(ref _current);

    /// <summary>Peers that take sessions.</summary>
    public ImmutableArray<Peer> Ready => Current.Ready;

    /// <summary>Waits until the peers are as wanted, and returns them.</summary>
    public async Task<PeerSnapshot> WaitUntilAsync(Func<PeerSnapshot, bool> condition, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(condition);
        while (true)
        {
            var snapshot = Current;
            if (condition(snapshot))
                return snapshot;
            await snapshot.Superseded.WaitAsync(cancellationToken);
        }
    }

    public override void Dispose()
    {
        foreach (var member in _members.Values)
            member.Peer.Abort();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (true)
            {
                Apply(await _addresses.ReadAsync(stoppingToken), stoppingToken);
                await Task.Delay(_options.RefreshInterval, _time, stoppingToken);
            }
        }
        finally
        {
            await Task.WhenAll(_members.Values.Select(member => member.Monitoring));
        }
    }

    private void Apply(IReadOnlyCollection<Uri> addresses, CancellationToken stoppingToken)
    {
        var gone = _members.Keys.Except(addresses).ToList();
        var come = addresses.Except(_members.Keys).ToList();
        foreach (var address in gone)
        {
            _members.Remove(address, out var member);
            member!.Leave();
        }

        foreach (var address in come)
            _members.Add(address, Join(address, stoppingToken));
        if (gone.Count + come.Count > 0)
            Publish([.. _members.Values.Select(member => member.Peer)]);
    }

    private Member Join(Uri address, CancellationToken stoppingToken)
    {
        var peer = new Peer(address, PeerChannel.Create(address), new PeerBreaker(_options.SetAside, _time));
        var leaving = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
        var monitor = new PeerMonitor(peer, Role, _options.SilenceLimit, _time, _loggers.CreateLogger<PeerMonitor>(), () => Publish(null));
        return new Member(peer, leaving, Task.Run(MonitorAsync, CancellationToken.None));

        async Task MonitorAsync()
        {
            using (leaving)
                await monitor.RunAsync(leaving.Token);
        }
    }

    // Without a list: the same peers, in other states.
    private void Publish(ImmutableArray<Peer>? all)
    {
        PeerSnapshot previous;
        lock (_gate)
        {
            previous = _current;
            Volatile.Write(ref _current, new PeerSnapshot(all ?? previous.All));
        }

        previous.Supersede();
        Changed?.Invoke();
    }

    private sealed record Member(Peer Peer, CancellationTokenSource Leaving, Task Monitoring)
    {
        public void Leave()
        {
            Leaving.Cancel();
            Peer.Retire();
        }
    }
}
