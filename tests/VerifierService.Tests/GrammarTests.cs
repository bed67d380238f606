using System.Text.RegularExpressions;
using Grpc.Core;
using SpecMesh.NodeHosting;

namespace SpecMesh.VerifierService.Tests;

/// <summary>Generations within a grammar: the same with any blocks, from any token on, and always in its language.</summary>
public sealed partial class GrammarTests
{
    private const string Letters = "root ::= (word \" \"){2,6} word \".\"\nword ::= [a-m]{1,5}";

    private static readonly ScriptedOptions Options = new() { Exact = true };
    private static readonly Vocabulary DraftVocabulary = new ScriptedVocabulary(Options.VocabularySize).Fingerprint.ToProtocol();
    private readonly CancellationToken _limit = Limit.Start();

    [Fact]
    public async Task Texts_are_in_the_language_and_what_plain_constrained_decoding_gives()
    {
        await using var verifier = await TestVerifier.StartAsync(Options);
        for (var seed = 0UL; seed < 30; seed++)
        {
            var generation = Constrained(seed, temperature: seed % 3);
            generation.Sampling.TopK = seed % 2 == 0 ? 0 : 5;
            generation.Sampling.TopP = seed % 5 == 0 ? 0 : 0.8f;
            var answer = await VerifyCall.RunAsync(verifier.Channel, generation, _limit);
            Assert.Equal(PlainDecoding.Generate(Options, generation), answer.Tokens);
            Assert.Equal(FinishReason.Stop, answer.Finish);
            Assert.Matches(InLetters(), answer.Text);
        }
    }

    [Fact]
    public async Task Whatever_blocks_are_sent_the_tokens_are_the_same()
    {
        await using var verifier = await TestVerifier.StartAsync(Options);
        await Gen.Select(Gen.Int, Gen.ULong).SampleAsync(async (seed, sampling) =>
        {
            var random = new Random(seed);
            var generation = Constrained(sampling, temperature: random.Next(2));
            var expected = PlainDecoding.Generate(Options, generation);
            using var call = await VerifyCall.OpenAsync(verifier.Channel, generation, DraftVocabulary, _limit);
            int[] truth = [.. call.Opened.Prompt, .. expected];
            var answer = call.ReadToEndAsync();
            while (!answer.IsCompleted)
            {
                if (!await call.TrySendAsync(Blocks.Next(random, truth, call.Opened.Prompt.Count, Options.VocabularySize)))
                    break;
            }

            Assert.Equal(expected, (await answer).Check().Tokens);
        }, iter: 60, threads: 4);
    }

    [Fact]
    public async Task Right_blocks_are_accepted()
    {
        await using var verifier = await TestVerifier.StartAsync(Options with { PassDuration = _ => TimeSpan.FromMilliseconds(2) });
        var generation = Constrained(seed: 4, temperature: 1);
        var expected = PlainDecoding.Generate(Options, generation);
        using var call = await VerifyCall.OpenAsync(verifier.Channel, generation, DraftVocabulary, _limit);
        await call.SendAsync(Blocks.Of([.. call.Opened.Prompt], expected));
        var answer = (await call.ReadToEndAsync()).Check();
        Assert.Equal(expected, answer.Tokens);
        Assert.True(answer.Accepted > expected.Length / 3, $"{answer.Accepted} of {expected.Length} accepted");
    }

    [Fact]
    public async Task A_generation_resumes_at_any_token_within_the_grammar()
    {
        await using var verifier = await TestVerifier.StartAsync(Options);
        var generation = Constrained(seed: 7, temperature: 1);
        var whole = await VerifyCall.RunAsync(verifier.Channel, generation, _limit);
        for (var split = 1; split < whole.Tokens.Length; split++)
        {
            var resumed = generation.Clone();
            resumed.Resume.AddRange(whole.Tokens[..split]);
            Assert.Equal(whole.Tokens[split..], (await VerifyCall.RunAsync(verifier.Channel, resumed, _limit)).Tokens);
        }
    }

    [Theory]
    [InlineData("root ::= \"a", "line 1")]
    [InlineData("root ::= root \"a\" | \"b\"", "left recursion")]
    [InlineData("root ::= x", "'x'")]
    public async Task A_bad_grammar_is_refused_with_a_sentence(string grammar, string part)
    {
        await using var verifier = await TestVerifier.StartAsync(Options);
        var generation = TestVerifier.Generation();
        generation.Grammar = grammar;

        var error = await Assert.ThrowsAsync<RpcException>(() => VerifyCall.RunAsync(verifier.Channel, generation, _limit));

        Assert.Equal(StatusCode.InvalidArgument, error.StatusCode);
        Assert.Contains(part, error.Status.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Resume_tokens_outside_of_the_grammar_are_refused()
    {
        await using var verifier = await TestVerifier.StartAsync(Options);
        var generation = Constrained(seed: 1, temperature: 1);
        generation.Resume.AddRange(new ScriptedVocabulary(Options.VocabularySize).Tokenize("xyz", false, false));

        var error = await Assert.ThrowsAsync<RpcException>(() => VerifyCall.RunAsync(verifier.Channel, generation, _limit));

        Assert.Equal(StatusCode.InvalidArgument, error.StatusCode);
    }

    [Theory]
    [InlineData("root ::= \"abc\" [α-ω]", "No token")]
    [InlineData("root ::= \"a\" root \"b\" | \"a\" root \"c\" | \"d\"", "ambiguous")]
    public async Task A_grammar_that_cannot_be_followed_ends_its_generation_and_no_other(string grammar, string part)
    {
        await using var verifier = await TestVerifier.StartAsync(Options);
        var stuck = TestVerifier.Generation(maxTokens: 200);
        stuck.Grammar = grammar;
        // Never the way out.
        stuck.Sampling.LogitBias[new ScriptedVocabulary(Options.VocabularySize).Tokenize("d", false, false)[0]] = float.NegativeInfinity;
        var other = TestVerifier.Endless(seed: 3, maxTokens: 100);
        var running = VerifyCall.RunAsync(verifier.Channel, other, _limit);

        using var call = await VerifyCall.OpenAsync(verifier.Channel, stuck, null, _limit);
        var text = "";
        var error = await Assert.ThrowsAsync<RpcException>(async () =>
        {
            while (await call.NextAsync() is { Verdict: var verdict })
                text += verdict.Text;
        });

        Assert.Equal(StatusCode.Aborted, error.StatusCode);
        Assert.Contains(part, error.Status.Detail, StringComparison.Ordinal);
        Assert.StartsWith("a", text, StringComparison.Ordinal);
        Assert.Equal(PlainDecoding.Generate(Options, other), (await running).Tokens);
    }

    private static Generation Constrained(ulong seed, float temperature)
    {
        var generation = TestVerifier.Generation($"prompt {seed % 10}", seed, temperature, maxTokens: 100);
        generation.Grammar = Letters;
        return generation;
    }

    [GeneratedRegex(@"\A([a-m]{1,5} ){2,6}[a-m]{1,5}\.\z")]
    private static partial Regex InLetters();
}
