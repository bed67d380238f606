using Grpc.Core;
using SpecMesh.Inference.Engine;

namespace SpecMesh.VerifierService.Tests;

/// <summary>Slots, queue, draining, and passes that fail.</summary>
public sealed class LifecycleTests
{
    private readonly CancellationToken _limit = Limit.Start();

    [Fact]
    public async Task Cancelling_frees_the_slot_for_who_waits()
    {
        await using var verifier = await TestVerifier.StartAsync(TestVerifier.Slow);
        using var leaves = CancellationTokenSource.CreateLinkedTokenSource(_limit);
        using var first = await VerifyCall.OpenAsync(verifier.Channel, TestVerifier.Endless(), null, leaves.Token);
        var second = VerifyCall.RunAsync(verifier.Channel, TestVerifier.Generation(seed: 2, maxTokens: 5), _limit);
        await verifier.WaitForLoadAsync(load => load is { Active: 1, Queued: 1 }, _limit);

        await leaves.CancelAsync();

        Assert.Equal(PlainDecoding.Generate(TestVerifier.Slow, TestVerifier.Generation(seed: 2, maxTokens: 5)), (await second).Tokens);
        await verifier.WaitForLoadAsync(load => load is { Active: 0, Queued: 0 }, _limit);
    }

    [Fact]
    public async Task Who_leaves_the_queue_is_not_served()
    {
        await using var verifier = await TestVerifier.StartAsync(TestVerifier.Slow);
        using var first = await VerifyCall.OpenAsync(verifier.Channel, TestVerifier.Endless(), null, _limit);
        using var leaves = CancellationTokenSource.CreateLinkedTokenSource(_limit);
        var second = VerifyCall.RunAsync(verifier.Channel, TestVerifier.Endless(seed: 2), leaves.Token);
        await verifier.WaitForLoadAsync(load => load.Queued == 1, _limit);
        await leaves.CancelAsync();
        await verifier.WaitForLoadAsync(load => load is { Active: 1, Queued: 0 }, _limit);
        Assert.Equal(StatusCode.Cancelled, (await Assert.ThrowsAsync<RpcException>(() => second)).StatusCode);
    }

    [Fact]
    public async Task A_full_queue_turns_away()
    {
        await using var verifier = await TestVerifier.StartAsync(TestVerifier.Slow, "Verifier:QueueLimit=1");
        using var running = await VerifyCall.OpenAsync(verifier.Channel, TestVerifier.Endless(), null, _limit);
        using var waiting = VerifyCall.Begin(verifier.Channel, _limit);
        await waiting.SendAsync(new VerifyRequest { Open = new VerifyOpen { Generation = TestVerifier.Endless(seed: 2) } });
        await verifier.WaitForLoadAsync(load => load.Queued == 1, _limit);

        var refused = await Assert.ThrowsAsync<RpcException>(
            () => VerifyCall.RunAsync(verifier.Channel, TestVerifier.Generation(seed: 3), _limit));

        Assert.Equal(StatusCode.ResourceExhausted, refused.StatusCode);
        Assert.NotNull((await running.NextAsync())?.Verdict);
    }

    [Fact]
    public async Task Draining_refuses_new_and_finishes_what_runs()
    {
        var options = TestVerifier.Slow with { Sequences = 2 };
        await using var verifier = await TestVerifier.StartAsync(options);
        var generation = TestVerifier.Endless(maxTokens: 300);
        using var running = await VerifyCall.OpenAsync(verifier.Channel, generation, null, _limit);
        // A client that has not said its last loses what it has not read yet when the connection closes.
        await running.CompleteAsync();
        var stopping = verifier.StopAsync();
        await verifier.WaitForLoadAsync(load => load.Draining, _limit);

        var refused = await Assert.ThrowsAsync<RpcException>(
            () => VerifyCall.RunAsync(verifier.Channel, TestVerifier.Generation(seed: 2), _limit));

        Assert.Equal(StatusCode.Unavailable, refused.StatusCode);
        Assert.Equal(PlainDecoding.Generate(options, generation), (await running.ReadToEndAsync()).Check().Tokens);
        await stopping.WaitAsync(_limit);
    }

    [Fact]
    public async Task A_pass_that_fails_ends_its_generations_only()
    {
        var options = TestVerifier.Slow with { FailOnPass = 5 };
        await using var verifier = await TestVerifier.StartAsync(options);
        using var first = await VerifyCall.OpenAsync(verifier.Channel, TestVerifier.Endless(), null, _limit);
        var error = await Assert.ThrowsAsync<RpcException>(first.ReadToEndAsync);
        Assert.Equal(StatusCode.Internal, error.StatusCode);
        Assert.Contains("Pass 5 failed", error.Status.Detail, StringComparison.Ordinal);

        // In the same sequence, whose cells were in an unknown state.
        var next = TestVerifier.Generation(maxTokens: 20);
        Assert.Equal(PlainDecoding.Generate(options, next), (await VerifyCall.RunAsync(verifier.Channel, next, _limit)).Tokens);
    }

    [Fact]
    public async Task A_prompt_that_makes_a_pass_fail_leaves_the_others_alone()
    {
        const int longPrompt = 100;
        var options = TestVerifier.Slow with
        {
            Sequences = 2,
            BeforePass = (_, batch) =>
            {
                if (batch.Count >= longPrompt)
                    throw new EngineException("Too long, as the script says.");
            },
        };
        await using var verifier = await TestVerifier.StartAsync(options);
        var good = TestVerifier.Endless(maxTokens: 200);
        using var running = await VerifyCall.OpenAsync(verifier.Channel, good, null, _limit);
        var bad = TestVerifier.Generation(new string('e', longPrompt), seed: 2);
        var error = await Assert.ThrowsAsync<RpcException>(() => VerifyCall.RunAsync(verifier.Channel, bad, _limit));
        Assert.Equal(StatusCode.Internal, error.StatusCode);
        Assert.Equal(PlainDecoding.Generate(options, good), (await running.ReadToEndAsync()).Check().Tokens);
    }

    [Fact]
    public async Task A_loop_that_breaks_ends_its_generations_with_a_reason()
    {
        var options = TestVerifier.Slow with { BeforePass = (pass, _) => ObjectDisposedException.ThrowIf(pass == 5, "as the test says") };
        await using var verifier = await TestVerifier.StartAsync(options);
        using var call = await VerifyCall.OpenAsync(verifier.Channel, TestVerifier.Endless(), null, _limit);
        var error = await Assert.ThrowsAsync<RpcException>(call.ReadToEndAsync);
        Assert.Equal(StatusCode.Unavailable, error.StatusCode);
        Environment.ExitCode = 0;
    }
}
