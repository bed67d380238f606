namespace SpecMesh.VerifierService.Tests;

/// <summary>When a pass waits for draft tokens although there is something else to do.</summary>
public sealed class BlockWaitTests
{
    private const int Chunk = 8;

    private readonly CancellationToken _limit = Limit.Start();

    /// <summary>
    /// Its draft hears of the first token when the verifier could go on at once with a pass without the block, which is a few milliseconds away.
    /// </summary>
    [Fact]
    public async Task A_prompt_just_read_gets_its_first_block_while_another_waits_for_its_turn()
    {
        // Long enough that whoever answers at once is near, and that a prompt of many chunks is there throughout.
        var options = new ScriptedOptions { Exact = true, PassDuration = static _ => TimeSpan.FromMilliseconds(300) };
        using var verifier = new TestLoop(options, new VerifierOptions { PrefillChunk = Chunk, RestDrafts = false });
        verifier.Loop.Start();
        // What passes take, and how far away the draft is, is learned from another generation.
        await FirstVerdictsAsync(options, verifier, seed: 1, verdicts: 6);
        var waiting = verifier.Create(TestVerifier.Endless(new string('a', 400), seed: 2));
        verifier.Loop.Open(waiting);

        var verdicts = await FirstVerdictsAsync(options, verifier, seed: 3, verdicts: 2);

        // It has been opened, and has no token yet.
        Assert.True(waiting.Responses.TryRead(out _));
        Assert.False(waiting.Responses.TryRead(out _));
        Assert.Equal(0, verdicts[0].Accepted);
        Assert.InRange(verdicts[1].Accepted, 1, int.MaxValue);
    }

    /// <summary>Sends a block for each verdict, and goes away after some.</summary>
    private async Task<List<Verdict>> FirstVerdictsAsync(ScriptedOptions options, TestLoop verifier, ulong seed, int verdicts)
    {
        var asked = TestVerifier.Endless("a prompt", seed, maxTokens: 100);
        var expected = PlainDecoding.Generate(options, asked);
        var generation = verifier.Create(asked);
        verifier.Loop.Open(generation);
        var seen = new List<Verdict>();
        await foreach (var response in generation.Responses.ReadAllAsync(_limit))
        {
            if (response.Verdict is not { } verdict)
                continue;
            seen.Add(verdict.Clone());
            if (seen.Count == verdicts)
                break;
            var decided = seen.Sum(static one => one.Committed.Count);
            int[] path = [.. generation.Prompt, .. expected[..decided]];
            await generation.Blocks.WaitAsync(_limit);
            verifier.Loop.Offer(generation, Blocks.Of(path, expected[decided..(decided + 4)]));
        }

        verifier.Loop.Close(generation);
        return seen;
    }
}
