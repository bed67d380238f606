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

    /// <summary>Begins to follow idle nodes. The result completes with the name of the first that runs a generation, however short.</summary>
    public static async Task<Task<string>> FirstBusyAsync(params IReadOnlyList<ServiceSpec> nodes)
    {
        var idle = nodes.ToDictionary(static node => node.Name, static _ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        var watches = nodes.Select(node => NameWhenBusyAsync(node, idle[node.Name])).ToArray();
        await Task.WhenAll(idle.Values.Select(static seen => seen.Task)).WaitAsync(TimeSpan.FromSeconds(30), Cancellation);
        return Task.WhenAny(watches).Unwrap();
    }

    private static async Task<string> NameWhenBusyAsync(ServiceSpec node, TaskCompletionSource idle)
    {
        await WaitAsync(
            node,
            load =>
            {
                if (load.Active == 0)
                    idle.TrySetResult();
                return load.Active > 0 && idle.Task.IsCompleted;
            },
            TimeSpan.FromSeconds(60));
        return node.Name;
    }

    /// <summary>Calls the node without a mesh around it.</summary>
    public static GrpcChannel Channel(ServiceSpec node) => GrpcChannel.ForAddress(node.Url(ServiceSpec.GrpcEndpoint));
}
