using System.Threading.Channels;
using Grpc.Core;
using SpecMesh.ServiceDefaults.Drain;
using SpecMesh.V1;

namespace SpecMesh.ServiceDefaults.Nodes;

/// <summary>The <c>specmesh.v1.Node</c> service of drafts and verifiers.</summary>
public sealed class NodeService(INodeStatus status, DrainState drain, TimeProvider time) : Node.NodeBase
{
    private static readonly TimeSpan LeastInterval = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan SignOfLifeInterval = TimeSpan.FromSeconds(1);

    public override Task<NodeInfo> GetInfo(GetInfoRequest request, ServerCallContext context) => Task.FromResult(
        status.Info ?? throw new RpcException(new Status(StatusCode.Unavailable, "The node is loading its model.")));

    public override async Task WatchLoad(WatchLoadRequest request, IServerStreamWriter<NodeLoad> responseStream, ServerCallContext context)
    {
        ArgumentNullException.ThrowIfNull(responseStream);
        ArgumentNullException.ThrowIfNull(context);
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(context.CancellationToken, drain.Ended);
        // Room for one: changes that come before the last one was reported are one change.
        var changes = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
        void OnChanged() => changes.Writer.TryWrite(true);

        status.Changed += OnChanged;
        using var onDraining = drain.Draining.Register(OnChanged);
        try
        {
            while (true)
            {
                await responseStream.WriteAsync(CurrentLoad(), ended.Token);
                await Task.Delay(LeastInterval, time, ended.Token);
                await WaitForChangeAsync(changes.Reader, ended.Token);
            }
        }
        catch (OperationCanceledException) when (ended.IsCancellationRequested)
        {
            // The watcher left, or the node goes: the stream is over.
        }
        finally
        {
            status.Changed -= OnChanged;
        }
    }

    private NodeLoad CurrentLoad()
    {
        var load = status.Load.Clone();
        load.Draining = drain.IsDraining;
        return load;
    }

    private async Task WaitForChangeAsync(ChannelReader<bool> changes, CancellationToken cancellationToken)
    {
        using var interval = new CancellationTokenSource(SignOfLifeInterval - LeastInterval, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, interval.Token);
        try
        {
            await changes.ReadAsync(either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // Nothing changed for a while: time for a sign of life.
        }
    }
}
