using Grpc.Core;
using Polly.Timeout;
using SpecMesh.ServiceDefaults.Membership;
using SpecMesh.ServiceDefaults.Tests.Support;
using SpecMesh.Tests.Support;
using SpecMesh.V1;

namespace SpecMesh.ServiceDefaults.Tests.Membership;

public sealed class SessionOpenerTests
{
    private readonly CancellationToken _cancellation = Limit.Start();
    private readonly List<string> _tried = [];

    [Theory]
    [InlineData(StatusCode.Unavailable)]
    [InlineData(StatusCode.ResourceExhausted)]
    [InlineData(StatusCode.FailedPrecondition)]
    [InlineData(StatusCode.Internal)]
    public async Task A_failed_peer_is_followed_by_another(StatusCode status)
    {
        await using var one = await TestNode.StartAsync(NodeRole.Verifier, "one");
        await using var two = await TestNode.StartAsync(NodeRole.Verifier, "two");
        await using var mesh = await MeshClient.StartAsync(NodeRole.Verifier, $"{one.Address},{two.Address}");
        await mesh.UntilReadyAsync(2);

        using var session = await OpenAsync(mesh, failures: 1, new RpcException(new Status(status, "no")));

        Assert.Equal(2, _tried.Distinct().Count());
        Assert.Equal(_tried[1], session.Peer.Name);
        Assert.Equal(1, mesh.Peers.Ready.Sum(peer => peer.Sessions));
    }

    [Fact]
    public async Task The_only_peer_is_tried_again()
    {
        await using var one = await TestNode.StartAsync(NodeRole.Verifier, "one");
        await using var mesh = await MeshClient.StartAsync(NodeRole.Verifier, one.Address.ToString());
        await mesh.UntilReadyAsync(1);

        using var session = await OpenAsync(mesh, failures: 2, new RpcException(new Status(StatusCode.Unavailable, "no")));

        Assert.Equal(["one", "one", "one"], _tried);
    }

    [Theory]
    [InlineData(StatusCode.InvalidArgument)]
    [InlineData(StatusCode.NotFound)]
    [InlineData(StatusCode.OutOfRange)]
    public async Task A_wrong_request_is_not_tried_again(StatusCode status)
    {
        await using var one = await TestNode.StartAsync(NodeRole.Verifier, "one");
        await using var mesh = await MeshClient.StartAsync(NodeRole.Verifier, one.Address.ToString());
        await mesh.UntilReadyAsync(1);

        var failure = await Assert.ThrowsAsync<RpcException>(
            () => OpenAsync(mesh, failures: 9, new RpcException(new Status(status, "no"))));

        Assert.Equal(status, failure.StatusCode);
        Assert.Single(_tried);
        Assert.Equal(0, mesh.Peers.Ready[0].Sessions);
        Assert.False(mesh.Peers.Ready[0].IsSetAside);
    }

    [Fact]
    public async Task The_last_failure_is_told_when_every_attempt_failed()
    {
        await using var one = await TestNode.StartAsync(NodeRole.Verifier, "one");
        await using var mesh = await MeshClient.StartAsync(NodeRole.Verifier, one.Address.ToString(), null, ("Mesh:OpenAttempts", "3"));
        await mesh.UntilReadyAsync(1);

        await Assert.ThrowsAsync<RpcException>(
            () => OpenAsync(mesh, failures: 9, new RpcException(new Status(StatusCode.Unavailable, "no"))));

        Assert.Equal(3, _tried.Count);
        Assert.Equal(0, mesh.Peers.Ready[0].Sessions);
    }

    [Fact]
    public async Task A_peer_that_does_not_answer_is_given_up_after_the_timeout()
    {
        await using var one = await TestNode.StartAsync(NodeRole.Verifier, "one");
        await using var mesh = await MeshClient.StartAsync(
            NodeRole.Verifier, one.Address.ToString(), null, ("Mesh:OpenAttempts", "1"), ("Mesh:OpenTimeout", "00:00:00.100"));
        await mesh.UntilReadyAsync(1);
        var forever = new TaskCompletionSource<PeerLease>();

        await Assert.ThrowsAsync<TimeoutRejectedException>(
            () => mesh.Opener.OpenAsync((_, attempt) => forever.Task.WaitAsync(attempt), null, key: 0, _cancellation));

        Assert.Equal(0, mesh.Peers.Ready[0].Sessions);
        Assert.True(mesh.Peers.Ready[0].IsSetAside);
    }

    [Fact]
    public async Task Without_a_peer_that_fits_there_is_no_session()
    {
        await using var one = await TestNode.StartAsync(NodeRole.Verifier, "one");
        await using var mesh = await MeshClient.StartAsync(NodeRole.Verifier, one.Address.ToString());
        await mesh.UntilReadyAsync(1);

        var failure = await Assert.ThrowsAsync<NoPeerException>(
            () => mesh.Opener.OpenAsync((lease, _) => Task.FromResult(lease), peer => peer.Info!.Model == "unknown", key: 0, _cancellation));
        Assert.Contains("No verifier", failure.Message, StringComparison.Ordinal);
    }

    private Task<PeerLease> OpenAsync(MeshClient mesh, int failures, Exception failure) => mesh.Opener.OpenAsync(
        (lease, _) =>
        {
            _tried.Add(lease.Peer.Name);
            return _tried.Count <= failures ? Task.FromException<PeerLease>(failure) : Task.FromResult(lease);
        },
        where: null,
        key: 0,
        _cancellation);
}
