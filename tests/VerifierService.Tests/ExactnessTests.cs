using SpecMesh.NodeHosting;
using SpecMesh.VerifierService.Text;

namespace SpecMesh.VerifierService.Tests;

/// <summary>The verifier alone decides every token: whatever is sent, whoever else is there, wherever it begins again.</summary>
public sealed class ExactnessTests
{
    private static readonly ScriptedOptions Options = new() { Exact = true };
    private static readonly Vocabulary DraftVocabulary = new ScriptedVocabulary(Options.VocabularySize).Fingerprint.ToProtocol();
    private readonly CancellationToken _limit = Limit.Start();

    [Theory]
    [InlineData(0, true)]
    [InlineData(0, false)]
    [InlineData(1, true)]
    [InlineData(1, false)]
    public async Task Without_a_draft_it_decodes_plainly(float temperature, bool exact)
    {
        var options = Options with { Exact = exact };
        await using var verifier = await TestVerifier.StartAsync(options);
        for (var seed = 0UL; seed < 10; seed++)
        {
            var generation = TestVerifier.Generation($"prompt {seed}", seed, temperature);
            var answer = await VerifyCall.RunAsync(verifier.Channel, generation, _limit);
            var expected = PlainDecoding.Generate(options, generation);
            Assert.Equal(expected, answer.Tokens);
            Assert.Equal(PlainDecoding.Text(new ScriptedVocabulary(options.VocabularySize), expected), answer.Text);
            Assert.Equal(expected[^1] == ScriptedVocabulary.EndOfTurn ? FinishReason.Stop : FinishReason.Length, answer.Finish);
        }
    }

    [Fact]
    public async Task Whatever_blocks_are_sent_the_tokens_are_the_same()
    {
        await using var verifier = await TestVerifier.StartAsync(Options);
        await Gen.Select(Gen.Int, Gen.ULong).SampleAsync(async (seed, sampling) =>
        {
            var random = new Random(seed);
            var generation = TestVerifier.Generation($"prompt {seed % 10}", sampling, temperature: random.Next(2));
            var expected = PlainDecoding.Generate(Options, generation);
            using var call = await VerifyCall.OpenAsync(verifier.Channel, generation, DraftVocabulary, _limit);
            int[] truth = [.. call.Opened.Prompt, .. expected];
            var answer = call.ReadToEndAsync();
            while (!answer.IsCompleted)
            {
                var block = Blocks.Next(random, truth, call.Opened.Prompt.Count, Options.VocabularySize);
                if (!await call.TrySendAsync(block) || (random.Next(4) == 0 && !await call.TrySendAsync(block)))
                    break;
            }

            Assert.Equal(expected, (await answer).Check().Tokens);
        }, iter: 60, threads: 4);
    }

    [Fact]
    public async Task Right_blocks_are_accepted_and_make_passes_fewer()
    {
        var engine = new ScriptedEngine(Options with { PassDuration = _ => TimeSpan.FromMilliseconds(2) });
        await using var verifier = await TestVerifier.StartAsync(engine);
        var generation = TestVerifier.Endless(maxTokens: 200);
        var expected = PlainDecoding.Generate(Options, generation);
        using var call = await VerifyCall.OpenAsync(verifier.Channel, generation, DraftVocabulary, _limit);
        await call.SendAsync(Blocks.Of([.. call.Opened.Prompt], expected));
        var answer = (await call.ReadToEndAsync()).Check();
        Assert.Equal(expected, answer.Tokens);
        Assert.True(answer.Accepted > 100, $"{answer.Accepted} accepted");
        Assert.True(answer.Verdicts.Count < 100, $"{answer.Verdicts.Count} passes");
    }

    [Fact]
    public async Task Wrong_blocks_are_counted_as_rejected_and_stale_ones_as_stale()
    {
        await using var verifier = await TestVerifier.StartAsync(Options with { PassDuration = _ => TimeSpan.FromMilliseconds(2) });
        var generation = TestVerifier.Endless(maxTokens: 200);
        int[] wrong = [.. PlainDecoding.Generate(Options, generation).Select(token => (token + 1) % Options.VocabularySize)];
        using var call = await VerifyCall.OpenAsync(verifier.Channel, generation, DraftVocabulary, _limit);
        await call.SendAsync(Blocks.Of([.. call.Opened.Prompt], [1, 2, 3], hash: 7));
        var answer = await ReadAndAnswerAsync(call, wrong);
        Assert.Equal(0, answer.Accepted);
        Assert.True(answer.Verdicts.Sum(verdict => verdict.Rejected) > 0);
        Assert.True(answer.Verdicts.Sum(verdict => verdict.Stale) >= 3);
    }

    [Fact]
    public async Task Eight_at_once_get_what_each_gets_alone()
    {
        await using var verifier = await TestVerifier.StartAsync(Options with { Sequences = 5 });
        var generations = Enumerable.Range(0, 40)
            .Select(i => TestVerifier.Generation($"this is prompt number {i % 7}", (ulong)i, temperature: i % 2, maxTokens: 80)).ToArray();
        await Parallel.ForEachAsync(generations, new ParallelOptions { MaxDegreeOfParallelism = 8, CancellationToken = _limit }, async (generation, cancelled) =>
        {
            var answer = await VerifyCall.RunAsync(verifier.Channel, generation, cancelled);
            Assert.Equal(PlainDecoding.Generate(Options, generation), answer.Tokens);
        });
    }

    [Fact]
    public async Task A_generation_resumes_at_any_token_with_the_same_tokens_and_text()
    {
        await using var verifier = await TestVerifier.StartAsync(Options);
        var generation = TestVerifier.Endless(maxTokens: 40);
        generation.Stop.Add("never seen");
        var whole = await VerifyCall.RunAsync(verifier.Channel, generation, _limit);
        for (var split = 0; split <= whole.Tokens.Length; split++)
        {
            var resumed = generation.Clone();
            resumed.Resume.AddRange(whole.Tokens[..split]);
            var rest = await VerifyCall.RunAsync(verifier.Channel, resumed, _limit);
            Assert.Equal(whole.Tokens[split..], rest.Tokens);
            Assert.Equal(whole.Finish, rest.Finish);
            Assert.Equal(whole.Text, TextUntil(generation, whole.Tokens, split) + rest.Text);
        }
    }

    [Fact]
    public async Task A_second_turn_reuses_the_cache_of_the_first()
    {
        await using var verifier = await TestVerifier.StartAsync(Options);
        var first = TestVerifier.Generation("a conversation that is long enough to be kept", maxTokens: 30);
        var answer = await VerifyCall.RunAsync(verifier.Channel, first, _limit);
        Assert.Equal(0, answer.Opened.CachedTokens);

        var second = first.Clone();
        second.Tokens = new TokenIds { Ids = { answer.Opened.Prompt, answer.Tokens, 5, 6, 7 } };
        var again = await VerifyCall.RunAsync(verifier.Channel, second, _limit);
        Assert.InRange(again.Opened.CachedTokens, answer.Opened.Prompt.Count, answer.Opened.Prompt.Count + answer.Tokens.Length);
        Assert.Equal(PlainDecoding.Generate(Options, second), again.Tokens);
    }

    [Theory]
    [InlineData(8)]
    [InlineData(9)]
    [InlineData(16)]
    public async Task A_prompt_of_any_length_is_prefilled_in_chunks(int chunk)
    {
        await using var verifier = await TestVerifier.StartAsync(Options, $"Verifier:PrefillChunk={chunk}");
        for (var length = 1; length < 60; length += 3)
        {
            var generation = TestVerifier.Generation(maxTokens: 8);
            generation.Tokens = new TokenIds { Ids = { Enumerable.Range(0, length).Select(i => 1 + (i * 7 + length) % 60) } };
            Assert.Equal(
                PlainDecoding.Generate(Options, generation), (await VerifyCall.RunAsync(verifier.Channel, generation, _limit)).Tokens);
        }
    }

    /// <summary>The text that an attempt has let out when it breaks after so many tokens: what its verdicts said until then.</summary>
    private static string TextUntil(Generation generation, int[] tokens, int count)
    {
        var text = new CompletionText(new ScriptedVocabulary(Options.VocabularySize), generation.Stop, generation.MaxTokens);
        foreach (var token in tokens[..count])
            text.Commit(token);
        return text.Take();
    }

    /// <summary>Reads to the end, and after each verdict sends guesses that go on from it.</summary>
    private static async Task<Answer> ReadAndAnswerAsync(VerifyCall call, int[] guesses)
    {
        var verdicts = new List<Verdict>();
        var decided = new List<int>(call.Opened.Prompt);
        while (await call.NextAsync() is { Verdict: var verdict })
        {
            verdicts.Add(verdict);
            decided.AddRange(verdict.Committed);
            var at = decided.Count - call.Opened.Prompt.Count;
            if (verdict.Finish == FinishReason.Unspecified && at + 4 < guesses.Length)
                await call.TrySendAsync(Blocks.Of(decided.ToArray(), guesses[at..(at + 4)]));
        }

        return new Answer(call.Opened, verdicts).Check();
    }
}
