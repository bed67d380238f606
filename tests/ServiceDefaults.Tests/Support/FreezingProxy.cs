using System.Net;
using System.Net.Sockets;

namespace SpecMesh.Tests.Support;

/// <summary>
/// Passes TCP connections on to a node until it freezes: then it keeps them open and passes nothing, as a stopped process or a
/// network that swallows packets does.
/// </summary>
public sealed class FreezingProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _frozen = new();
    private readonly CancellationTokenSource _closed = new();
    private readonly Uri _target;
    private readonly Task _accepting;

    public FreezingProxy(Uri target)
    {
        _target = target;
        _listener.Start();
        Address = new Uri($"http://{_listener.LocalEndpoint}");
        _accepting = AcceptAsync();
    }

    public Uri Address { get; }

    public void Freeze() => _frozen.Cancel();

    public async ValueTask DisposeAsync()
    {
        Freeze();
        await _closed.CancelAsync();
        _listener.Stop();
        await _accepting;
        _frozen.Dispose();
        _closed.Dispose();
        _listener.Dispose();
    }

    private async Task AcceptAsync()
    {
        var connections = new List<Task>();
        try
        {
            while (true)
                connections.Add(PassAsync(await _listener.AcceptTcpClientAsync(_closed.Token)));
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException)
        {
            await Task.WhenAll(connections);
        }
    }

    private async Task PassAsync(TcpClient client)
    {
        using var node = new TcpClient();
        using (client)
        {
            await node.ConnectAsync(_target.Host, _target.Port);
            await Task.WhenAll(CopyAsync(client.GetStream(), node.GetStream()), CopyAsync(node.GetStream(), client.GetStream()));
            await Task.Delay(Timeout.Infinite, _closed.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task CopyAsync(NetworkStream from, NetworkStream to)
    {
        try
        {
            await from.CopyToAsync(to, _frozen.Token);
        }
        catch (Exception e) when (e is OperationCanceledException or IOException)
        {
            // Frozen, or one side closed its connection.
        }
    }
}
