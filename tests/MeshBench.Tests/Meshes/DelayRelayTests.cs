using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using SpecMesh.MeshBench.Meshes;

namespace SpecMesh.MeshBench.Tests.Meshes;

/// <summary>The relay changes when bytes arrive, and nothing else.</summary>
public sealed class DelayRelayTests : IAsyncDisposable
{
    // A timer may fire a tick of the system clock too soon.
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(20);

    private readonly TcpListener _server = new(IPAddress.Loopback, 0);
    private readonly DelayRelay _relay;
    private readonly CancellationToken _limit = Limit.Start();

    public DelayRelayTests()
    {
        _server.Start();
        _relay = new DelayRelay(0, ((IPEndPoint)_server.LocalEndpoint).Port);
    }

    public async ValueTask DisposeAsync()
    {
        await _relay.DisposeAsync();
        _server.Dispose();
    }

    [Fact]
    public async Task An_answer_takes_a_round_trip_and_no_shorter()
    {
        using var pair = await ConnectAsync();
        _relay.RoundTrip = TimeSpan.FromMilliseconds(200);

        var start = Stopwatch.GetTimestamp();
        await EchoAsync(pair, [1, 2, 3]);

        Assert.InRange(Stopwatch.GetElapsedTime(start), _relay.RoundTrip - Tick, TimeSpan.FromSeconds(30));
    }

    [Fact]
    public async Task A_delay_holds_for_what_is_sent_from_then_on()
    {
        using var pair = await ConnectAsync();
        _relay.RoundTrip = TimeSpan.FromMinutes(10);
        _relay.RoundTrip = TimeSpan.Zero;

        Assert.Equal([1, 2, 3], await EchoAsync(pair, [1, 2, 3]));
    }

    [Fact]
    public async Task Bytes_are_counted_both_ways()
    {
        using var pair = await ConnectAsync();

        await EchoAsync(pair, new byte[1000]);

        Assert.Equal(2000, _relay.Bytes);
    }

    [Fact]
    public async Task Much_arrives_whole_and_in_order_while_the_delay_changes()
    {
        var sent = new byte[2_000_000];
        new Random(1).NextBytes(sent);
        using var pair = await ConnectAsync();

        var received = ReadAsync(pair.Far, sent.Length);
        for (var part = 0; part < 20; part++)
        {
            _relay.RoundTrip = TimeSpan.FromMilliseconds(part % 3 * 20);
            await pair.Near.GetStream().WriteAsync(sent.AsMemory(part * 100_000, 100_000), _limit);
        }

        Assert.Equal(sent, await received);
    }

    [Fact]
    public async Task Connections_do_not_mix()
    {
        using var one = await ConnectAsync();
        using var other = await ConnectAsync();

        await one.Near.GetStream().WriteAsync(new byte[] { 1 }, _limit);
        await other.Near.GetStream().WriteAsync(new byte[] { 2 }, _limit);

        Assert.Equal([1], await ReadAsync(one.Far, 1));
        Assert.Equal([2], await ReadAsync(other.Far, 1));
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task When_one_side_closes_the_other_is_closed(bool near)
    {
        using var pair = await ConnectAsync();
        await EchoAsync(pair, [1]);

        (near ? pair.Near : pair.Far).Close();

        var left = near ? pair.Far : pair.Near;
        Assert.Equal(0, await left.GetStream().ReadAsync(new byte[1], _limit));
    }

    private async Task<Pair> ConnectAsync()
    {
        var near = new TcpClient();
        await near.ConnectAsync(_relay.Address.Host, _relay.Address.Port, _limit);
        return new Pair(near, await _server.AcceptTcpClientAsync(_limit));
    }

    private async Task<byte[]> EchoAsync(Pair pair, byte[] bytes)
    {
        await pair.Near.GetStream().WriteAsync(bytes, _limit);
        await pair.Far.GetStream().WriteAsync(await ReadAsync(pair.Far, bytes.Length), _limit);
        return await ReadAsync(pair.Near, bytes.Length);
    }

    private async Task<byte[]> ReadAsync(TcpClient from, int count)
    {
        var bytes = new byte[count];
        await from.GetStream().ReadExactlyAsync(bytes, _limit);
        return bytes;
    }

    private sealed record Pair(TcpClient Near, TcpClient Far) : IDisposable
    {
        public void Dispose()
        {
            Near.Dispose();
            Far.Dispose();
        }
    }
}
