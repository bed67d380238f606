using SpecMesh.VerifierService.Sessions;

namespace SpecMesh.VerifierService.Tests;

/// <summary>What is read of prompts, and verified with their ends, between the decode passes of others.</summary>
public sealed class PrefillTests
{
    private const int Chunk = 100;
    private const int MaxDepth = 40;

    private readonly CancellationToken _limit = Limit.Start();

    [Theory]
    [InlineData(40, 4, 4, 4)]
    [InlineData(40, 4, 2, 2)]
    [InlineData(40, 50, 50, MaxDepth)]
    [InlineData(65, 50, 50, Chunk - 65)]
    public async Task Draft_tokens_that_are_there_are_verified_with_the_end_of_the_prompt(int prompt, int sent, int right, int accepted)
    {
        var asked = TestVerifier.Endless(new string('a', prompt), maxTokens: 60);
        var expected = PlainDecoding.Generate(new ScriptedOptions(), asked);
        var rows = 0;
        TestLoop verifier = null!;
        OpenedGeneration generation = null!;
        var options = new ScriptedOptions
        {
            Exact = true,
            BeforePass = (pass, batch) =>
            {
                // The first prompt's pass; the other's is next, with nothing between.
                if (pass == 1 && generation.Blocks.Wait(0))
                    verifier.Loop.Offer(generation, Blocks.Of(generation.Prompt, Guesses(expected, sent, right)));
                if (pass == 2)
                    rows = batch.Count;
            },
        };
        using var _ = verifier = new TestLoop(options, new VerifierOptions { PrefillChunk = Chunk, MaxDepth = MaxDepth });
        var other = verifier.Create(TestVerifier.Endless("a short prompt", maxTokens: 20));
        generation = verifier.Create(asked);
        verifier.Loop.Open(other);
        verifier.Loop.Open(generation);
        verifier.Loop.Start();

        var verdicts = await VerdictsAsync(generation);
        await VerdictsAsync(other);

        Assert.Equal(prompt + Math.Min(sent, Math.Min(MaxDepth, Chunk - prompt)), rows);
        Assert.Equal(accepted, verdicts[0].Accepted);
        Assert.Equal(expected, verdicts.SelectMany(static verdict => verdict.Committed));
    }

    [Theory]
    [InlineData(50, 40, true)]
    [InlineData(49, Chunk - 49, true)]
    [InlineData(49, Chunk - 48, false)]
    public async Task A_prompt_that_comes_while_another_is_read_is_read_before_the_next_decode_pass_if_a_chunk_has_room_for_both(
        int first, int second, bool atOnce)
    {
        var rows = new List<int>();
        TestLoop verifier = null!;
        OpenedGeneration late = null!;
        var options = new ScriptedOptions
        {
            Exact = true,
            BeforePass = (_, batch) =>
            {
                rows.Add(batch.Count);
                if (batch.Count == first)
                    verifier.Loop.Open(late);
            },
        };
        using var _ = verifier = new TestLoop(options, new VerifierOptions { PrefillChunk = Chunk });
        OpenedGeneration[] streaming = [Asked(11), Asked(12)];
        var early = Asked(first);
        late = Asked(second);
        foreach (var generation in streaming)
            verifier.Loop.Open(generation);
        verifier.Loop.Open(early);
        verifier.Loop.Start();
        foreach (var generation in streaming.Append(early).Append(late))
            await VerdictsAsync(generation);

        var between = rows.IndexOf(second) - rows.IndexOf(first) - 1;
        Assert.Equal(atOnce ? 0 : 1, between);

        OpenedGeneration Asked(int prompt) => verifier.Create(TestVerifier.Endless(new string('a', prompt), maxTokens: 20));
    }

    private static int[] Guesses(IReadOnlyList<int> expected, int sent, int right) =>
        [.. expected.Take(sent).Select((token, index) => index < right ? token : token == 1 ? 2 : 1)];

    private async Task<List<Verdict>> VerdictsAsync(OpenedGeneration generation) =>
        await generation.Responses.ReadAllAsync(_limit).Skip(1).Select(static response => response.Verdict.Clone()).ToListAsync(_limit);
}
