using System.Net;
using System.Net.Sockets;
using System.Threading.Channels;

namespace SpecMesh.MeshBench.Meshes;

/// <summary>A TCP relay that puts nodes as far apart as wanted: every byte arrives half a round trip later, in order, at full bandwidth.</summary>
internal sealed class DelayRelay : IAsyncDisposable
{
    private const int BufferBytes = 64 * 1024;

    private readonly TcpListener _listener;
    private readonly IPEndPoint _target;
    private readonly CancellationTokenSource _end = new();
    private readonly List<Task> _work = [];
    private long _bytes;
    private long _oneWayTicks;

    /// <param name="port">Port to listen on, on loopback.</param>
    /// <param name="targetPort">Port to pass connections on to, on loopback.</param>
    public DelayRelay(int port, int targetPort)
    {
        _target = new IPEndPoint(IPAddress.Loopback, targetPort);
        _listener = new TcpListener(IPAddress.Loopback, port);
        _listener.Start();
        Address = new Uri($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}");
        _work.Add(AcceptAsync());
    }

    public Uri Address { get; }

    /// <summary>Bytes that went through, both ways together.</summary>
    public long Bytes => Interlocked.Read(ref _bytes);

    /// <summary>The delay of a round trip. It holds for what is sent from now on.</summary>
    public TimeSpan RoundTrip
    {
        get => TimeSpan.FromTicks(2 * Interlocked.Read(ref _oneWayTicks));
        set => Interlocked.Exchange(ref _oneWayTicks, value.Ticks / 2);
    }

    public async ValueTask DisposeAsync()
    {
        // A mesh can be disposed early, and then again with the lab that started it.
        if (_end.IsCancellationRequested)
            return;
        await _end.CancelAsync();
        _listener.Stop();
        await Task.WhenAll(_work).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _end.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (true)
        {
            var near = await _listener.AcceptTcpClientAsync(_end.Token);
            _work.Add(ServeAsync(near));
        }
    }

    private async Task ServeAsync(TcpClient near)
    {
        using (near)
        using (var far = new TcpClient())
        {
            await far.ConnectAsync(_target, _end.Token);
            near.NoDelay = far.NoDelay = true;
            using var over = CancellationTokenSource.CreateLinkedTokenSource(_end.Token);
            var directions = new[] { CarryAsync(near, far, over.Token), CarryAsync(far, near, over.Token) };
            await Task.WhenAny(directions);
            await over.CancelAsync();
            await Task.WhenAll(directions).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task CarryAsync(TcpClient from, TcpClient to, CancellationToken over)
    {
        var underWay = new UnderWay(to.GetStream());
        var arriving = underWay.DeliverAsync(over);
        var buffer = new byte[BufferBytes];
        var source = from.GetStream();
        while (await source.ReadAsync(buffer, over) is var count and > 0)
        {
            Interlocked.Add(ref _bytes, count);
            await underWay.SendAsync(buffer.AsMemory(0, count), TimeSpan.FromTicks(Interlocked.Read(ref _oneWayTicks)), over);
        }

        underWay.Complete();
        await arriving;
    }

    /// <summary>What is on its way in one direction.</summary>
    private sealed class UnderWay(NetworkStream sink)
    {
        private readonly Channel<(DateTime Due, byte[] Bytes)> _delayed = Channel.CreateUnbounded<(DateTime Due, byte[] Bytes)>();
        private int _count;

        public async ValueTask SendAsync(ReadOnlyMemory<byte> bytes, TimeSpan delay, CancellationToken over)
        {
            // Without a delay straight on: a queue and another thread would take the cores that are measured.
            if (delay == TimeSpan.Zero && Volatile.Read(ref _count) == 0)
            {
                await sink.WriteAsync(bytes, over);
                return;
            }

            Interlocked.Increment(ref _count);
            _delayed.Writer.TryWrite((DateTime.UtcNow + delay, bytes.ToArray()));
        }

        public void Complete() => _delayed.Writer.Complete();

        public async Task DeliverAsync(CancellationToken over)
        {
            await foreach (var (due, bytes) in _delayed.Reader.ReadAllAsync(over))
            {
                if (due - DateTime.UtcNow is { Ticks: > 0 } left)
                    await Task.Delay(left, over);
                await sink.WriteAsync(bytes, over);
                Interlocked.Decrement(ref _count);
            }
        }
    }
}
