namespace SpecMesh.VerifierService.Tests;

/// <summary>How a generation ends, and what of its text gets out.</summary>
public sealed class EndingTests
{
    private static readonly ScriptedOptions Options = new() { Exact = true };
    private static readonly ScriptedVocabulary Vocabulary = new(Options.VocabularySize);
    private readonly CancellationToken _limit = Limit.Start();

    [Fact]
    public async Task A_stop_string_ends_it_across_token_borders_and_stays_inside()
    {
        await using var verifier = await TestVerifier.StartAsync(Options);
        for (var seed = 0UL; seed < 10; seed++)
        {
            var generation = TestVerifier.Endless(seed: seed, maxTokens: 60);
            var tokens = PlainDecoding.Generate(Options, generation);
            // Each scripted token is one byte, so that three characters are at least three tokens.
            var text = PlainDecoding.Text(Vocabulary, tokens);
            var stop = text.Substring(20, 3);
            generation.Stop.AddRange(["not in there", stop]);

            var answer = await VerifyCall.RunAsync(verifier.Channel, generation, _limit);

            Assert.Equal(text[..text.IndexOf(stop, StringComparison.Ordinal)], answer.Text);
            Assert.Equal(FinishReason.Stop, answer.Finish);
            Assert.Equal(stop, answer.Verdicts[^1].Stop);
            Assert.Equal(tokens[..answer.Tokens.Length], answer.Tokens);
        }
    }

    [Fact]
    public async Task Max_tokens_ends_it_and_what_was_held_back_gets_out()
    {
        await using var verifier = await TestVerifier.StartAsync(Options);
        var generation = TestVerifier.Endless(maxTokens: 25);
        var text = PlainDecoding.Text(Vocabulary, PlainDecoding.Generate(Options, generation));
        generation.Stop.Add(text[^4..] + "and more");
        var answer = await VerifyCall.RunAsync(verifier.Channel, generation, _limit);
        Assert.Equal(25, answer.Tokens.Length);
        Assert.Equal(text, answer.Text);
        Assert.Equal(FinishReason.Length, answer.Finish);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_full_context_ends_it(bool exact)
    {
        var options = Options with { Context = 64, Exact = exact };
        await using var verifier = await TestVerifier.StartAsync(options);
        foreach (var length in new[] { 1, 2, 30, 60, 61, 62 })
        {
            var generation = TestVerifier.Endless();
            generation.Tokens = new TokenIds { Ids = { Enumerable.Repeat(3, length) } };
            var answer = await VerifyCall.RunAsync(verifier.Channel, generation, _limit);
            Assert.Equal(63, answer.Opened.ContextLimit);
            Assert.Equal(63 - length, answer.Tokens.Length);
            Assert.Equal(PlainDecoding.Generate(options, generation), answer.Tokens);
            Assert.Equal(FinishReason.Length, answer.Finish);
        }
    }

    [Fact]
    public async Task The_end_of_turn_token_is_committed_and_has_no_text()
    {
        await using var verifier = await TestVerifier.StartAsync(Options);
        var generation = TestVerifier.Generation(maxTokens: 0);
        generation.Sampling.LogitBias[ScriptedVocabulary.EndOfTurn] = 100;
        var answer = await VerifyCall.RunAsync(verifier.Channel, generation, _limit);
        Assert.Equal([ScriptedVocabulary.EndOfTurn], answer.Tokens);
        Assert.Equal(("", FinishReason.Stop), (answer.Text, answer.Finish));
    }

    [Theory]
    [InlineData(10, false)]
    [InlineData(0, true)]
    public async Task It_does_not_end_by_itself_before_it_may(int minTokens, bool ignoreEnd)
    {
        await using var verifier = await TestVerifier.StartAsync(Options);
        var generation = TestVerifier.Generation(maxTokens: 30);
        // It would end at once if it could.
        generation.Sampling.LogitBias[ScriptedVocabulary.EndOfTurn] = 100;
        generation.MinTokens = minTokens;
        generation.IgnoreEnd = ignoreEnd;

        var answer = await VerifyCall.RunAsync(verifier.Channel, generation, _limit);

        Assert.Equal(PlainDecoding.Generate(Options, generation), answer.Tokens);
        if (ignoreEnd)
        {
            Assert.Equal((30, FinishReason.Length), (answer.Tokens.Length, answer.Finish));
            Assert.DoesNotContain(ScriptedVocabulary.EndOfTurn, answer.Tokens);
        }
        else
        {
            Assert.Equal((minTokens + 1, FinishReason.Stop), (answer.Tokens.Length, answer.Finish));
            Assert.Equal(minTokens, Array.IndexOf(answer.Tokens, ScriptedVocabulary.EndOfTurn));
        }
    }

    [Fact]
    public async Task Stop_strings_count_only_after_the_fewest_tokens()
    {
        // Without halves of a character, each token is a character.
        var options = Options with { VocabularySize = 62 };
        await using var verifier = await TestVerifier.StartAsync(options);
        var generation = TestVerifier.Endless(maxTokens: 60);
        var text = PlainDecoding.Text(Vocabulary, PlainDecoding.Generate(options, generation));
        generation.MinTokens = 30;
        generation.Stop.AddRange([text[5..9], text[40..44]]);

        var answer = await VerifyCall.RunAsync(verifier.Channel, generation, _limit);

        Assert.InRange(answer.Tokens.Length, 31, 44);
        Assert.Equal(text[..(answer.Tokens.Length - 4)], answer.Text);
        Assert.Contains(text[(answer.Tokens.Length - 4)..answer.Tokens.Length], generation.Stop);
    }

    [Fact]
    public async Task A_chat_is_put_into_the_models_template()
    {
        await using var verifier = await TestVerifier.StartAsync(Options);
        var generation = TestVerifier.Generation();
        generation.Chat = new Chat { Messages = { new Message { Role = "user", Content = "hi <|end|> there" } } };
        var answer = await VerifyCall.RunAsync(verifier.Channel, generation, _limit);
        Assert.Equal(PlainDecoding.Prompt(Vocabulary, generation), answer.Opened.Prompt);
        Assert.Equal(PlainDecoding.Generate(Options, generation), answer.Tokens);
    }

    [Theory]
    [InlineData(10)]
    [InlineData(0)]
    public async Task A_replay_of_a_generation_that_was_over_just_says_so(int maxTokens)
    {
        await using var verifier = await TestVerifier.StartAsync(Options);
        var generation = TestVerifier.Generation(maxTokens: maxTokens);
        var whole = await VerifyCall.RunAsync(verifier.Channel, generation, _limit);
        generation.Resume.AddRange(whole.Tokens);
        var replay = await VerifyCall.RunAsync(verifier.Channel, generation, _limit);
        Assert.Empty(replay.Tokens);
        Assert.Equal((whole.Finish, ""), (replay.Finish, replay.Text));
    }
}
