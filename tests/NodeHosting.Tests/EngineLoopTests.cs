using SpecMesh.Inference.Scripted;

namespace SpecMesh.NodeHosting.Tests;

public sealed class EngineLoopTests
{
    private readonly CancellationToken _limit = Limit.Start();

    [Fact]
    public async Task Posts_run_on_the_loops_thread_in_the_order_of_each_poster()
    {
        using var loop = Start();
        var ran = new List<(int Poster, int Number, Thread Thread)>();
        await Task.WhenAll(Enumerable.Range(0, 4).Select(poster => Task.Run(() =>
        {
            for (var number = 0; number < 500; number++)
            {
                var post = number;
                loop.Post(() => ran.Add((poster, post, Thread.CurrentThread)));
            }
        }, _limit)));
        await loop.RunAsync(() => { }).WaitAsync(_limit);

        Assert.Equal(2000, ran.Count);
        Assert.Equal("recording", Assert.Single(ran.Select(post => post.Thread).Distinct()).Name);
        foreach (var poster in ran.GroupBy(post => post.Poster))
            Assert.Equal(Enumerable.Range(0, 500), poster.Select(post => post.Number));
    }

    [Fact]
    public async Task A_post_is_taken_before_the_next_tick()
    {
        using var inTick = new ManualResetEventSlim();
        using var goOn = new ManualResetEventSlim();
        var ticks = 0;
        using var loop = Start(() =>
        {
            if (++ticks > 1)
                return Timeout.InfiniteTimeSpan;
            inTick.Set();
            goOn.Wait(_limit);
            // At once: without the post there would be another tick now.
            return TimeSpan.Zero;
        });
        loop.Post(() => { });
        inTick.Wait(_limit);
        var posted = loop.RunAsync(() => loop.Events.Enqueue("post"));
        goOn.Set();
        await posted.WaitAsync(_limit);
        Assert.Equal(["tick", "post"], loop.Events.Take(2));
    }

    [Fact]
    public async Task It_ticks_again_without_a_post_when_there_is_more_to_do()
    {
        var ticks = 0;
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var loop = Start(() =>
        {
            if (++ticks < 100)
                return ticks % 2 == 0 ? TimeSpan.Zero : TimeSpan.FromMicroseconds(10);
            done.SetResult();
            return Timeout.InfiniteTimeSpan;
        });
        loop.Post(() => { });
        await done.Task.WaitAsync(_limit);
    }

    [Fact]
    public async Task Stop_ends_the_sessions_and_then_the_thread()
    {
        using var loop = Start();
        await loop.RunAsync(() => { }).WaitAsync(_limit);
        loop.Stop();
        await loop.Ended.WaitAsync(_limit);
        Assert.Equal("end: The node is shutting down.", loop.Events.Last());
        Assert.Single(loop.Events, e => e.StartsWith("end", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_error_in_a_tick_or_a_post_ends_the_sessions_and_is_reported(bool inTick)
    {
        var error = new InvalidOperationException("as the test says");
        using var loop = Start(() => inTick ? throw error : Timeout.InfiniteTimeSpan);
        loop.Post(() =>
        {
            if (!inTick)
                throw error;
        });
        Assert.Same(error, await Assert.ThrowsAsync<InvalidOperationException>(() => loop.Ended.WaitAsync(_limit)));
        Assert.Equal("end: The node failed and is restarting.", loop.Events.Last());
    }

    [Fact]
    public async Task A_post_that_comes_too_late_is_told_so()
    {
        using var loop = Start();
        loop.Stop();
        await loop.Ended.WaitAsync(_limit);
        var refused = false;
        loop.Post(() => Assert.Fail("The loop has ended."), otherwise: () => refused = true);
        Assert.True(refused);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_post_that_an_ending_loop_no_longer_gets_to_is_told_so(bool fails)
    {
        using var inPost = new ManualResetEventSlim();
        using var goOn = new ManualResetEventSlim();
        using var loop = Start();
        loop.Post(() =>
        {
            inPost.Set();
            goOn.Wait(_limit);
            if (fails)
                throw new InvalidOperationException("as the test says");
        });
        inPost.Wait(_limit);
        var told = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        loop.Post(() => told.TrySetResult("ran"), otherwise: () => told.TrySetResult("refused"));
        loop.Stop();
        goOn.Set();
        Assert.Equal(fails ? "refused" : "ran", await told.Task.WaitAsync(_limit));
    }

    [Fact]
    public void Dispose_waits_for_the_thread_and_disposes_of_the_engine()
    {
        var engine = new ScriptedEngine();
        var loop = new RecordingLoop(engine);
        loop.Start();
        loop.Dispose();
        Assert.True(loop.Ended.IsCompletedSuccessfully);
        Assert.Throws<ObjectDisposedException>(() => engine.Decode(new()));
    }

    private static RecordingLoop Start(Func<TimeSpan>? tick = null)
    {
        var loop = new RecordingLoop(new ScriptedEngine(), tick);
        loop.Start();
        return loop;
    }
}
