using Grpc.Core;
using SpecMesh.Speculation.Planning;
using SpecMesh.VerifierService.Loop;
using SpecMesh.VerifierService.Sessions;

namespace SpecMesh.VerifierService.Tests;

public sealed class VerifierLoopTests
{
    private readonly CancellationToken _limit = Limit.Start();

    [Fact]
    public async Task A_burst_gets_as_many_places_as_there_are_slots_and_queue()
    {
        using var verifier = new TestLoop(new ScriptedOptions { Sequences = 2 }, new VerifierOptions { QueueLimit = 3 });
        var loop = verifier.Loop;
        var generations = Enumerable.Range(0, 10).Select(i => Generation(loop, (ulong)i)).ToArray();
        // All before the first tick.
        foreach (var generation in generations)
            loop.Open(generation);
        loop.Start();

        var refused = 0;
        foreach (var generation in generations)
        {
            try
            {
                await generation.Responses.ReadAllAsync(_limit).LastAsync(_limit);
            }
            catch (RpcException e) when (e.StatusCode == StatusCode.ResourceExhausted)
            {
                refused++;
            }
        }

        Assert.Equal(5, refused);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_generation_that_comes_when_the_loop_has_ended_is_told_so(bool beforeTheEnd)
    {
        using var verifier = new TestLoop(new ScriptedOptions(), new VerifierOptions());
        var loop = verifier.Loop;
        var generation = Generation(loop, 1);
        loop.Start();
        if (beforeTheEnd)
            loop.Post(() => throw new InvalidOperationException("as the test says"));
        else
            loop.Stop();
        await loop.Ended.ContinueWith(_ => { }, _limit, TaskContinuationOptions.None, TaskScheduler.Default);
        loop.Open(generation);
        var error = await Assert.ThrowsAsync<RpcException>(() => generation.Responses.ReadAllAsync(_limit).LastAsync(_limit).AsTask());
        Assert.Equal(StatusCode.Unavailable, error.StatusCode);
    }

    [Fact]
    public async Task What_was_learned_about_costs_outlives_the_loop()
    {
        using var folder = new TemporaryFolder();
        string subject;
        using (var verifier = new TestLoop(new ScriptedOptions(), new VerifierOptions(), folder.Path))
        {
            var loop = verifier.Loop;
            subject = loop.Engine.Facts.SpeedSubject;
            var generation = Generation(loop, 1);
            loop.Open(generation);
            loop.Start();
            await generation.Responses.ReadAllAsync(_limit).LastAsync(_limit);
            loop.Stop();
            await loop.Ended.WaitAsync(_limit);
        }

        var learned = TestLoop.Measurements(folder.Path).Load<CostSnapshot>(VerifierLoop.CostsKind, subject);
        Assert.NotEmpty(learned!.Shapes);

        // The next loop has nothing to do, so what it leaves behind is what it found.
        using (var verifier = new TestLoop(new ScriptedOptions(), new VerifierOptions(), folder.Path))
        {
            var loop = verifier.Loop;
            loop.Start();
            loop.Stop();
            await loop.Ended.WaitAsync(_limit);
        }

        var left = TestLoop.Measurements(folder.Path).Load<CostSnapshot>(VerifierLoop.CostsKind, subject);
        Assert.Equal(learned.Shapes.AsEnumerable(), left!.Shapes.AsEnumerable());
    }

    private static OpenedGeneration Generation(VerifierLoop loop, ulong seed) => GenerationFactory.Create(
        new VerifyOpen { Generation = TestVerifier.Generation(seed: seed, maxTokens: 5) }, loop.Engine.Facts, loop.Engine.Vocabulary);
}
