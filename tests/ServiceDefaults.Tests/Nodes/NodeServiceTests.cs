using Grpc.Core;
using Grpc.Net.Client;
using SpecMesh.Tests.Support;
using SpecMesh.V1;

namespace SpecMesh.ServiceDefaults.Tests.Nodes;

public sealed class NodeServiceTests
{
    private readonly CancellationToken _cancellation = Limit.Start();

    [Fact]
    public async Task Info_is_given_once_the_model_is_loaded()
    {
        await using var node = await TestNode.StartAsync(NodeRole.Verifier, "verifier-1");
        using var channel = GrpcChannel.ForAddress(node.Address);
        var client = new Node.NodeClient(channel);
        var info = node.Status.Info!;
        node.Status.Info = null;

        var refusal = await Assert.ThrowsAsync<RpcException>(
            async () => await client.GetInfoAsync(new GetInfoRequest(), cancellationToken: _cancellation));
        Assert.Equal(StatusCode.Unavailable, refusal.StatusCode);

        node.Status.Info = info;
        Assert.Equal(info, await client.GetInfoAsync(new GetInfoRequest(), cancellationToken: _cancellation));
    }

    [Fact]
    public async Task Load_comes_at_once_on_change_and_as_a_sign_of_life()
    {
        await using var node = await TestNode.StartAsync(NodeRole.Verifier, "verifier-1");
        using var channel = GrpcChannel.ForAddress(node.Address);
        using var watch = new Node.NodeClient(channel).WatchLoad(new WatchLoadRequest(), cancellationToken: _cancellation);
        node.Status.Load = new NodeLoad { Active = 1 };

        Assert.True(await watch.ResponseStream.MoveNext(_cancellation));

        node.Status.Load = new NodeLoad { Active = 3, Queued = 2 };
        do
            Assert.True(await watch.ResponseStream.MoveNext(_cancellation));
        while (watch.ResponseStream.Current.Active != 3);
        Assert.Equal(2, watch.ResponseStream.Current.Queued);

        // Nothing changes any more.
        Assert.True(await watch.ResponseStream.MoveNext(_cancellation));
        Assert.Equal(3, watch.ResponseStream.Current.Active);
    }

    [Fact]
    public async Task Many_changes_become_few_reports_and_the_last_one_counts()
    {
        await using var node = await TestNode.StartAsync(NodeRole.Verifier, "verifier-1");
        using var channel = GrpcChannel.ForAddress(node.Address);
        using var watch = new Node.NodeClient(channel).WatchLoad(new WatchLoadRequest(), cancellationToken: _cancellation);
        Assert.True(await watch.ResponseStream.MoveNext(_cancellation));

        for (var i = 1; i <= 1000; i++)
            node.Status.Load = new NodeLoad { Active = i };

        var reports = 0;
        while (watch.ResponseStream.Current.Active != 1000)
        {
            Assert.True(await watch.ResponseStream.MoveNext(_cancellation));
            reports++;
        }

        Assert.InRange(reports, 1, 20);
    }
}
