using Grpc.Net.Client;
using SpecMesh.AppHost.Topology;
using SpecMesh.V1;

namespace SpecMesh.EndToEnd.Mesh;

/// <summary>Follows the load of nodes.</summary>
internal static class NodeWatch
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>Waits until the node's load is as wanted.</summary>
    public static async Task WaitAsync(ServiceSpec node, Predicate<NodeLoad> condition, TimeSpan limit)
    {
        using var channel = Channel(node);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        patience.CancelAfter(limit);
        using var watch = new Node.NodeClient(channel).WatchLoad(new WatchLoadRequest(), cancellationToken: patience.Token);
        try
        {
            while (await watch.ResponseStream.MoveNext(patience.Token))
            {
                if (condition(watch.ResponseStream.Current))
                    return;
            }
        }
        catch (Exception e) when (patience.IsCancellationRequested && !Cancellation.IsCancellationRequested)
        {
            throw new TimeoutException($"{node.Name} was not as wanted within {limit.TotalSeconds} s.", e);
        }

        Assert.Fail($"{node.Name} closed its load stream.");
    }

    /// <summary>The first of the nodes that runs a generation.</summary>
    public static async Task<string> BusyAsync(params IReadOnlyList<ServiceSpec> nodes)
    {
        var busy = nodes.ToDictionary(node => WaitAsync(node, load => load.Active > 0, TimeSpan.FromSeconds(30)), node => node.Name);
        var first = await Task.WhenAny(busy.Keys);
        await first;
        return busy[first];
    }

    /// <summary>Calls the node without a mesh around it.</summary>
    public static GrpcChannel Channel(ServiceSpec node) => GrpcChannel.ForAddress(node.Url(ServiceSpec.GrpcEndpoint));
}
