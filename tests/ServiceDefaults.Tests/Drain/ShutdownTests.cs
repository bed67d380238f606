using System.Net;
using Grpc.Core;
using Grpc.Health.V1;
using Grpc.Net.Client;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using SpecMesh.ServiceDefaults.Tests.Support;
using SpecMesh.Tests.Support;
using SpecMesh.V1;

namespace SpecMesh.ServiceDefaults.Tests.Drain;

/// <summary>What the callers of a node see while it shuts down: a real server, its real shutdown order.</summary>
public sealed class ShutdownTests
{
    private readonly Gate _gate = new();
    private readonly CancellationToken _cancellation = Limit.Start();

    [Fact]
    public async Task A_running_session_is_finished_before_the_server_closes()
    {
        await using var node = await StartAsync(TimeSpan.FromSeconds(20));
        using var channel = GrpcChannel.ForAddress(node.Address);
        using var session = await OpenAsync(channel);
        using var load = new Node.NodeClient(channel).WatchLoad(new WatchLoadRequest(), cancellationToken: _cancellation);
        Assert.True(await load.ResponseStream.MoveNext(_cancellation));
        Assert.False(load.ResponseStream.Current.Draining);

        var stopping = node.StopAsync();

        do
            Assert.True(await load.ResponseStream.MoveNext(_cancellation));
        while (!load.ResponseStream.Current.Draining);
        Assert.False(stopping.IsCompleted);

        _gate.Open();
        Assert.True(await session.ResponseStream.MoveNext(_cancellation));
        Assert.Equal(FinishReason.Stop, session.ResponseStream.Current.Verdict.Finish);
        Assert.False(await session.ResponseStream.MoveNext(_cancellation));
        Assert.False(await EndsInGoodOrder(load.ResponseStream));
        await stopping;
    }

    [Fact]
    public async Task New_sessions_are_refused_and_health_says_no_while_one_still_runs()
    {
        await using var node = await StartAsync(TimeSpan.FromSeconds(20));
        using var channel = GrpcChannel.ForAddress(node.Address);
        using var http = new HttpClient { BaseAddress = node.HttpAddress };
        var health = new Health.HealthClient(channel);
        Assert.Equal(HttpStatusCode.OK, (await http.GetAsync("/health", _cancellation)).StatusCode);
        Assert.Equal(
            HealthCheckResponse.Types.ServingStatus.Serving,
            (await health.CheckAsync(new HealthCheckRequest(), cancellationToken: _cancellation)).Status);
        using var session = await OpenAsync(channel);

        var stopping = node.StopAsync();

        Assert.True(node.Drain.IsDraining);
        var refusal = await Assert.ThrowsAsync<RpcException>(() => OpenAsync(channel));
        Assert.Equal(StatusCode.Unavailable, refusal.StatusCode);
        var response = await http.GetAsync("/health", _cancellation);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        Assert.Contains("\"drain\":\"draining\"", await response.Content.ReadAsStringAsync(_cancellation), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await http.GetAsync("/alive", _cancellation)).StatusCode);
        Assert.Equal(
            HealthCheckResponse.Types.ServingStatus.NotServing,
            (await health.CheckAsync(new HealthCheckRequest(), cancellationToken: _cancellation)).Status);

        _gate.Open();
        await stopping;
    }

    [Fact]
    public async Task A_session_that_does_not_end_is_told_to_when_the_time_is_up()
    {
        await using var node = await StartAsync(TimeSpan.FromMilliseconds(100));
        using var channel = GrpcChannel.ForAddress(node.Address);
        using var session = await OpenAsync(channel);

        var stopping = node.StopAsync();

        var cut = await Assert.ThrowsAsync<RpcException>(() => session.ResponseStream.MoveNext(_cancellation));
        Assert.Equal(StatusCode.Unavailable, cut.StatusCode);
        await stopping;
    }

    private async Task<TestNode> StartAsync(TimeSpan drainTimeout) => await TestNode.StartAsync(
        NodeRole.Draft,
        "draft-1",
        services => services.AddSingleton(_gate),
        app => app.MapGrpcService<HeldDraft>(),
        drainTimeout: drainTimeout);

    private async Task<AsyncServerStreamingCall<GenerateResponse>> OpenAsync(GrpcChannel channel)
    {
        var call = new V1.Draft.DraftClient(channel).Generate(new Generation { Id = "g" }, cancellationToken: _cancellation);
        Assert.True(await call.ResponseStream.MoveNext(_cancellation));
        return call;
    }

    private async Task<bool> EndsInGoodOrder(IAsyncStreamReader<NodeLoad> stream)
    {
        while (await stream.MoveNext(_cancellation))
            Assert.True(stream.Current.Draining);
        return false;
    }
}
