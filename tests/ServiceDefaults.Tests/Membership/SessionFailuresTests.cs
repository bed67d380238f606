using Grpc.Core;
using SpecMesh.ServiceDefaults.Membership;
using SpecMesh.V1;

namespace SpecMesh.ServiceDefaults.Tests.Membership;

public sealed class SessionFailuresTests
{
    [Fact]
    public void However_a_node_is_lost_another_may_serve_and_the_node_is_to_blame()
    {
        Exception[] losses =
        [
            new IOException("The request was aborted."),
            new OperationCanceledException(),
            new RpcException(new Status(StatusCode.Unavailable, "")),
            new RpcException(new Status(StatusCode.Internal, "")),
        ];
        Assert.All(losses, loss => Assert.True(SessionFailures.IsTransient(loss) && SessionFailures.BlamesPeer(loss), $"{loss.GetType()}"));
    }

    [Fact]
    public void A_full_node_or_none_is_a_reason_to_try_again_but_no_fault() =>
        Assert.All(
            new Exception[] { new RpcException(new Status(StatusCode.ResourceExhausted, "")), new NoPeerException(NodeRole.Draft) },
            failure => Assert.True(SessionFailures.IsTransient(failure) && !SessionFailures.BlamesPeer(failure)));

    [Fact]
    public void A_wrong_request_is_wrong_everywhere() =>
        Assert.All(
            new[] { StatusCode.InvalidArgument, StatusCode.OutOfRange, StatusCode.NotFound },
            status => Assert.False(SessionFailures.IsTransient(new RpcException(new Status(status, "")))));
}
