using Grpc.Core;
using Microsoft.Extensions.Time.Testing;
using SpecMesh.ServiceDefaults.Drain;

namespace SpecMesh.ServiceDefaults.Tests.Drain;

public sealed class DrainStateTests : IDisposable
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(30);

    private readonly FakeTimeProvider _time = new();
    private readonly DrainState _drain = new();

    public void Dispose() => _drain.Dispose();

    [Fact]
    public void Sessions_are_counted_once_however_often_they_are_disposed()
    {
        var first = _drain.Enter();
        using var second = _drain.Enter();
        Assert.Equal(2, _drain.Running);

        first.Dispose();
        first.Dispose();
        Assert.Equal(1, _drain.Running);
    }

    [Fact]
    public void Draining_refuses_new_sessions_and_tells_those_who_watch()
    {
        using var running = _drain.Enter();
        Assert.False(_drain.IsDraining);

        _drain.Begin();
        _drain.Begin();

        Assert.True(_drain.IsDraining);
        Assert.True(_drain.Draining.IsCancellationRequested);
        Assert.False(_drain.Ended.IsCancellationRequested);
        Assert.Null(_drain.TryEnter());
        Assert.Equal(StatusCode.Unavailable, Assert.Throws<RpcException>(_drain.Enter).StatusCode);
    }

    [Fact]
    public async Task Without_sessions_it_is_over_at_once()
    {
        Assert.Equal(0, await CompleteAsync());
        Assert.True(_drain.Ended.IsCancellationRequested);
    }

    [Fact]
    public async Task It_is_over_when_the_last_session_ends()
    {
        var first = _drain.Enter();
        var second = _drain.Enter();
        var completion = CompleteAsync();

        first.Dispose();
        Assert.False(completion.IsCompleted);
        second.Dispose();

        Assert.Equal(0, await completion);
        Assert.True(_drain.Ended.IsCancellationRequested);
    }

    [Fact]
    public async Task It_is_over_when_the_time_is_up()
    {
        using var session = _drain.Enter();
        var completion = CompleteAsync();

        _time.Advance(Timeout - TimeSpan.FromSeconds(1));
        Assert.False(_drain.Ended.IsCancellationRequested);
        _time.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(1, await completion);
        Assert.True(_drain.Ended.IsCancellationRequested);
    }

    private Task<int> CompleteAsync() => _drain.CompleteAsync(Timeout, _time, TestContext.Current.CancellationToken);
}
