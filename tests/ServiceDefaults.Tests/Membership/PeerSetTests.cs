using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using SpecMesh.ServiceDefaults.Membership;
using SpecMesh.ServiceDefaults.Tests.Support;
using SpecMesh.Tests.Support;
using SpecMesh.V1;

namespace SpecMesh.ServiceDefaults.Tests.Membership;

/// <summary>Membership over real gRPC servers on loopback ports.</summary>
public sealed class PeerSetTests : IDisposable
{
    private readonly CancellationToken _cancellation = Limit.Start();
    private readonly string _file = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());

    public void Dispose() => File.Delete(_file);

    [Fact]
    public async Task A_listed_node_becomes_ready_and_its_load_is_followed()
    {
        await using var node = await TestNode.StartAsync(NodeRole.Draft, "draft-1");
        await using var mesh = await MeshClient.StartAsync(NodeRole.Draft, node.Address.ToString());

        var peer = (await mesh.UntilReadyAsync(1)).Ready[0];
        Assert.Equal("draft-1", peer.Name);
        Assert.Equal(node.Status.Info, peer.Info);

        node.Status.Load = new NodeLoad { Active = 3, Queued = 1, Ready = false };
        await mesh.UntilReadyAsync(0);
        Assert.Equal(node.Status.Load, peer.Load);
        Assert.Equal(1, peer.Utilization);
    }

    [Fact]
    public async Task Nodes_come_and_go_with_the_file_that_lists_them()
    {
        await using var first = await TestNode.StartAsync(NodeRole.Draft, "draft-1");
        await using var second = await TestNode.StartAsync(NodeRole.Draft, "draft-2");
        await WriteAsync(first);
        await using var mesh = await MeshClient.StartAsync(NodeRole.Draft, $"file:{_file}");
        await mesh.UntilReadyAsync(1);

        await WriteAsync(first, second);
        await mesh.UntilReadyAsync(2);

        await WriteAsync(second);
        Assert.Equal("draft-2", (await mesh.UntilReadyAsync(1)).Ready[0].Name);
    }

    [Fact]
    public async Task A_removed_node_keeps_its_sessions_until_they_end()
    {
        var gate = new Gate();
        await using var node = await StartHeldDraftAsync(gate);
        await WriteAsync(node);
        await using var mesh = await MeshClient.StartAsync(NodeRole.Draft, $"file:{_file}");
        await mesh.UntilReadyAsync(1);
        var lease = mesh.Picker.TryPick()!;
        using var call = new V1.Draft.DraftClient(lease.Peer.Invoker).Generate(new Generation(), cancellationToken: _cancellation);
        Assert.True(await call.ResponseStream.MoveNext(_cancellation));

        await WriteAsync();
        await mesh.UntilAsync(peers => peers.All.IsEmpty);

        Assert.Null(mesh.Picker.TryPick());
        gate.Open();
        Assert.True(await call.ResponseStream.MoveNext(_cancellation));
        Assert.Equal(FinishReason.Stop, call.ResponseStream.Current.Verdict.Finish);
        lease.Dispose();
        Assert.Throws<ObjectDisposedException>(() => lease.Peer.Invoker);
    }

    [Fact]
    public async Task A_killed_node_is_unreachable_and_its_successor_on_the_port_is_used()
    {
        var node = await TestNode.StartAsync(NodeRole.Verifier, "verifier-1");
        await using var mesh = await MeshClient.StartAsync(NodeRole.Verifier, node.Address.ToString());
        await mesh.UntilReadyAsync(1);

        await node.DisposeAsync();
        await mesh.UntilAsync(peers => peers.All[0].State == PeerState.Unreachable);
        Assert.Empty(mesh.Peers.Ready);

        await using var successor = await TestNode.StartAsync(NodeRole.Verifier, "verifier-1b", port: node.Address.Port);
        Assert.Equal("verifier-1b", (await mesh.UntilReadyAsync(1)).Ready[0].Name);
    }

    [Fact]
    public async Task A_draining_node_is_not_ready_but_still_there()
    {
        await using var node = await TestNode.StartAsync(NodeRole.Verifier, "verifier-1");
        await using var mesh = await MeshClient.StartAsync(NodeRole.Verifier, node.Address.ToString());
        await mesh.UntilReadyAsync(1);

        node.Drain.Begin();

        await mesh.UntilAsync(peers => peers.All[0].State == PeerState.Draining);
        Assert.Null(mesh.Picker.TryPick());
    }

    [Fact]
    public async Task A_draft_without_a_verifier_is_not_ready()
    {
        await using var node = await TestNode.StartAsync(NodeRole.Draft, "draft-1");
        node.Status.Load = new NodeLoad { Ready = false };
        await using var mesh = await MeshClient.StartAsync(NodeRole.Draft, node.Address.ToString());
        await mesh.UntilAsync(peers => peers.All.Any(peer => peer.State == PeerState.Unready));

        node.Status.Load = new NodeLoad { Ready = true };

        await mesh.UntilReadyAsync(1);
    }

    [Fact]
    public async Task A_node_of_another_role_is_not_used_and_said_once()
    {
        await using var node = await TestNode.StartAsync(NodeRole.Draft, "draft-1");
        await using var verifier = await TestNode.StartAsync(NodeRole.Verifier, "verifier-1");
        await using var mesh = await MeshClient.StartAsync(NodeRole.Verifier, $"{node.Address},{verifier.Address}");

        await mesh.UntilAsync(peers => peers.Ready.Length == 1 && peers.All.Any(peer => peer.State == PeerState.Unreachable));

        var warning = Assert.Single(mesh.Logs.GetSnapshot(), record => record.Level == LogLevel.Warning);
        Assert.Contains("is a draft, but Mesh:Verifiers lists it as a verifier", warning.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_node_that_falls_silent_gets_no_session()
    {
        // The node's clock stands still: it never sends a sign of life after its first report.
        await using var node = await TestNode.StartAsync(
            NodeRole.Verifier, "verifier-1", services => services.AddSingleton<TimeProvider>(new FakeTimeProvider()));
        var time = new FakeTimeProvider();
        await using var mesh = await MeshClient.StartAsync(NodeRole.Verifier, node.Address.ToString(), time);
        await mesh.UntilReadyAsync(1);

        time.Advance(TimeSpan.FromSeconds(2));
        Assert.Single(mesh.Peers.Ready);
        time.Advance(TimeSpan.FromSeconds(2));
        await mesh.UntilReadyAsync(0);
    }

    [Fact]
    public async Task One_process_at_two_addresses_is_one_peer()
    {
        await using var node = await TestNode.StartAsync(NodeRole.Verifier, "verifier-1");
        await using var mesh = await MeshClient.StartAsync(
            NodeRole.Verifier, $"{node.Address},http://localhost:{node.Address.Port}");

        var peers = await mesh.UntilAsync(peers => peers.All.Length == 2 && peers.All.All(peer => peer.State == PeerState.Ready));

        Assert.Single(peers.Ready);
    }

    [Theory]
    [InlineData("Mesh:Verifiers", "localhost:7101", "Mesh:Verifiers has the entry 'localhost:7101'")]
    [InlineData("Mesh:Verifiers", "", "Mesh:Verifiers is empty. Set it to where the verifiers are")]
    [InlineData("Mesh:SetAside", "00:00:00", "Mesh:SetAside is 00:00:00")]
    [InlineData("Mesh:OpenAttempts", "0", "Mesh:OpenAttempts is 0")]
    public async Task A_bad_setting_stops_the_start_with_a_sentence(string key, string value, string sentence)
    {
        var failure = await Assert.ThrowsAsync<OptionsValidationException>(
            () => MeshClient.StartAsync(NodeRole.Verifier, "http://a:1", null, (key, value)));
        Assert.Contains(sentence, failure.Message, StringComparison.Ordinal);
    }

    private static Task<TestNode> StartHeldDraftAsync(Gate gate) => TestNode.StartAsync(
        NodeRole.Draft, "draft-1", services => services.AddSingleton(gate), app => app.MapGrpcService<HeldDraft>());

    private Task WriteAsync(params TestNode[] nodes) =>
        File.WriteAllLinesAsync(_file, nodes.Select(node => node.Address.ToString()), _cancellation);
}
