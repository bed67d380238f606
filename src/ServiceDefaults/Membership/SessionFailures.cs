using Grpc.Core;
using Polly.Timeout;

namespace SpecMesh.ServiceDefaults.Membership;

/// <summary>What a failed session means for the request and for the node it ran on.</summary>
/// <remarks>For sessions that the caller did not cancel itself: a cancellation counts as the node's. So does a connection that
/// breaks within a write, which the gRPC client reports as the bare <see cref="IOException"/>.</remarks>
public static class SessionFailures
{
    /// <summary>True if the same request may succeed on another node, or later; false if it is the request that is wrong.</summary>
    public static bool IsTransient(Exception failure) => failure switch
    {
        RpcException rpc => rpc.StatusCode is not (
            StatusCode.InvalidArgument or StatusCode.NotFound or StatusCode.OutOfRange or StatusCode.Aborted
            or StatusCode.PermissionDenied or StatusCode.Unauthenticated or StatusCode.Unimplemented),
        NoPeerException or TimeoutRejectedException or OperationCanceledException or IOException => true,
        _ => false,
    };

    /// <summary>True if the node is to blame, so that others should be preferred for a moment.</summary>
    public static bool BlamesPeer(Exception failure) => failure switch
    {
        RpcException rpc => rpc.StatusCode is
            StatusCode.Unavailable or StatusCode.Internal or StatusCode.Unknown or StatusCode.Cancelled or StatusCode.DeadlineExceeded
            or StatusCode.Unimplemented,
        TimeoutRejectedException or OperationCanceledException or IOException => true,
        _ => false,
    };
}
