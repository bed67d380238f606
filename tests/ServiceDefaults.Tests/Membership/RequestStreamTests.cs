using Grpc.Core;
using Grpc.Net.Client;
using Microsoft.AspNetCore.Builder;
using SpecMesh.ServiceDefaults.Membership;
using SpecMesh.Tests.Support;
using SpecMesh.V1;

namespace SpecMesh.ServiceDefaults.Tests.Membership;

/// <summary>Writing to a peer that refuses a call before it has read it.</summary>
public sealed class RequestStreamTests
{
    private readonly CancellationToken _limit = Limit.Start();

    [Fact]
    public async Task Whenever_the_refusal_comes_its_status_is_read()
    {
        const int calls = 200;
        await using var node = await StartRefusingAsync();
        var lost = 0;
        for (var i = 0; i < calls; i++)
        {
            // A connection on which calls are refused by the hundred is closed by the server.
            using var channel = GrpcChannel.ForAddress(node.Address);
            await channel.ConnectAsync(_limit);
            using var call = new Verifier.VerifierClient(channel).Verify(cancellationToken: _limit);
            // The longer the pause, the further the refusal has come when the write begins.
            Thread.SpinWait(i * 200);
            if (!await call.RequestStream.TryWriteAsync(new VerifyRequest(), _limit))
                lost++;
            var refusal = await Assert.ThrowsAsync<RpcException>(() => call.ResponseStream.MoveNext(_limit));
            Assert.Equal(StatusCode.FailedPrecondition, refusal.StatusCode);
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"{lost} of {calls} refusals came before the write.");
    }

    [Fact]
    public async Task A_write_after_the_refusal_says_so()
    {
        await using var node = await StartRefusingAsync();
        using var channel = GrpcChannel.ForAddress(node.Address);
        using var call = new Verifier.VerifierClient(channel).Verify(cancellationToken: _limit);
        await Assert.ThrowsAsync<RpcException>(() => call.ResponseStream.MoveNext(_limit));

        Assert.False(await call.RequestStream.TryWriteAsync(new VerifyRequest(), _limit));
    }

    [Fact]
    public async Task A_write_that_is_given_up_throws()
    {
        await using var node = await StartRefusingAsync();
        using var channel = GrpcChannel.ForAddress(node.Address);
        using var call = new Verifier.VerifierClient(channel).Verify(cancellationToken: _limit);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => call.RequestStream.TryWriteAsync(new VerifyRequest(), new CancellationToken(canceled: true)));
    }

    private static Task<TestNode> StartRefusingAsync() =>
        TestNode.StartAsync(NodeRole.Verifier, "refusing", map: app => app.MapGrpcService<RefusingVerifier>());

    private sealed class RefusingVerifier : Verifier.VerifierBase
    {
        public override Task Verify(
            IAsyncStreamReader<VerifyRequest> requestStream, IServerStreamWriter<VerifyResponse> responseStream, ServerCallContext context) =>
            throw new RpcException(new Status(StatusCode.FailedPrecondition, "not you"));
    }
}
