using Grpc.Core;
using Microsoft.Extensions.Logging;
using SpecMesh.V1;

namespace SpecMesh.ServiceDefaults.Membership;

/// <summary>Keeps one peer's state up to date: asks what it is, then follows its load, and begins again when that breaks.</summary>
internal sealed partial class PeerMonitor(
    Peer peer, NodeRole role, TimeSpan silenceLimit, TimeProvider time, ILogger<PeerMonitor> logger, Action changed)
{
    private static readonly TimeSpan InfoTimeout = TimeSpan.FromSeconds(5);

    private readonly Backoff _backoff = new();
    private string? _trouble;

    /// <summary>Runs until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                await FollowAsync(new Node.NodeClient(peer.Invoker), cancellationToken);
                SetTrouble("it closed its load stream");
            }
            catch (Exception) when (cancellationToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                SetTrouble(e switch
                {
                    // The transport's own words, if it is the transport that failed: "Connection refused".
                    RpcException { Status.DebugException: { } cause } => cause.GetBaseException().Message,
                    RpcException rpc => $"{rpc.StatusCode}: {rpc.Status.Detail}",
                    OperationCanceledException => "it is silent",
                    _ => e.Message,
                });
            }

            SetState(PeerState.Unreachable);
            await Task.Delay(_backoff.Next(), time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task FollowAsync(Node.NodeClient node, CancellationToken cancellationToken)
    {
        var info = await AskAsync(node, cancellationToken);
        if (info.Role != role)
            throw new UnfitPeerException($"it is a {NameOf(info.Role)}, but {MeshOptions.AddressSetting(role)} lists it as a {NameOf(role)}");

        peer.Identify(info);
        using var silence = new CancellationTokenSource(silenceLimit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, silence.Token);
        using var watch = node.WatchLoad(new WatchLoadRequest(), cancellationToken: either.Token);
        while (await watch.ResponseStream.MoveNext(either.Token))
        {
            silence.CancelAfter(silenceLimit);
            _backoff.Reset();
            var load = watch.ResponseStream.Current;
            peer.Report(load);
            SetState(StateOf(load));
        }
    }

    private async Task<NodeInfo> AskAsync(Node.NodeClient node, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(InfoTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
        return await node.GetInfoAsync(new GetInfoRequest(), cancellationToken: either.Token);
    }

    private PeerState StateOf(NodeLoad load) =>
        load.Draining ? PeerState.Draining
        : role == NodeRole.Draft && !load.Ready ? PeerState.Unready
        : PeerState.Ready;

    private void SetState(PeerState state)
    {
        if (!peer.TryChangeState(state))
            return;
        if (state != PeerState.Unreachable)
        {
            _trouble = null;
            Log.Changed(logger, NameOf(role), peer.Name, peer.Address, state);
        }

        changed();
    }

    // Once, not at every attempt.
    private void SetTrouble(string trouble)
    {
        if (_trouble == trouble)
            return;
        _trouble = trouble;
        Log.Trouble(logger, NameOf(role), peer.Address, trouble.TrimEnd('.'));
    }

    private static string NameOf(NodeRole role) => role == NodeRole.Unspecified ? "node without a role" : role.ToString().ToLowerInvariant();

    private sealed class UnfitPeerException(string message) : Exception(message);

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Information, "The {Role} '{Name}' at {Address} is now {State}.")]
        public static partial void Changed(ILogger logger, string role, string name, Uri address, PeerState state);

        [LoggerMessage(LogLevel.Warning, "The {Role} at {Address} is not used: {Trouble}.")]
        public static partial void Trouble(ILogger logger, string role, Uri address, string trouble);
    }
}
