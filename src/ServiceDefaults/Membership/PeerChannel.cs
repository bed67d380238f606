using Grpc.Net.Client;

namespace SpecMesh.ServiceDefaults.Membership;

/// <summary>How channels between nodes are set up.</summary>
internal static class PeerChannel
{
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan FirstReconnectDelay = TimeSpan.FromMilliseconds(100);

    // A process that hangs, or a network that swallows packets, breaks its calls within the sum of these.
    private static readonly TimeSpan PingDelay = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan PingTimeout = TimeSpan.FromSeconds(5);

    public static GrpcChannel Create(Uri address) => GrpcChannel.ForAddress(address, new GrpcChannelOptions
    {
        HttpHandler = new SocketsHttpHandler
        {
            ConnectTimeout = ConnectTimeout,
            // One connection carries a limited number of calls at once (100 with Kestrel); further calls would wait.
            EnableMultipleHttp2Connections = true,
            KeepAlivePingDelay = PingDelay,
            KeepAlivePingTimeout = PingTimeout,
            PooledConnectionIdleTimeout = Timeout.InfiniteTimeSpan,
            UseProxy = false,
            // ContextCarrier sends the trace context. The handler would put a span between that is never recorded.
            ActivityHeadersPropagator = null,
        },
        DisposeHttpClient = true,
        // The channel's own back-off grows to two minutes by default: a node that comes back must be used within seconds.
        InitialReconnectBackoff = FirstReconnectDelay,
        MaxReconnectBackoff = Backoff.Most,
        ThrowOperationCanceledOnCancellation = true,
    });
}
