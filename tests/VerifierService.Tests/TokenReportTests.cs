using SpecMesh.Inference.Engine;
using SpecMesh.NodeHosting;

namespace SpecMesh.VerifierService.Tests;

/// <summary>What verdicts say about tokens, if they are asked to.</summary>
public sealed class TokenReportTests
{
    private const int Top = 5;
    private static readonly ScriptedOptions Options = new() { Exact = true };
    private static readonly Vocabulary DraftVocabulary = new ScriptedVocabulary(Options.VocabularySize).Fingerprint.ToProtocol();
    private readonly CancellationToken _limit = Limit.Start();

    [Fact]
    public async Task Unasked_they_say_nothing()
    {
        await using var verifier = await TestVerifier.StartAsync(Options);
        var answer = await VerifyCall.RunAsync(verifier.Channel, TestVerifier.Generation(), _limit);
        Assert.All(answer.Verdicts, verdict => Assert.Empty(verdict.Details));
    }

    [Fact]
    public async Task Each_token_has_its_bytes_its_logprob_and_the_likeliest_ones()
    {
        await using var verifier = await TestVerifier.StartAsync(Options);
        // Bias, penalties and temperature change what is drawn, and not what is reported.
        var generation = Reported(seed: 3);
        generation.Sampling.Temperature = 0.7f;
        generation.Sampling.TopK = 3;
        generation.Sampling.PresencePenalty = 0.5f;

        var answer = await VerifyCall.RunAsync(verifier.Channel, generation, _limit);

        var details = DetailsOf(answer);
        Assert.Equal(answer.Tokens.Length, details.Length);
        var vocabulary = new ScriptedVocabulary(Options.VocabularySize);
        using var engine = new ScriptedEngine(Options with { Exact = false });
        int[] all = [.. answer.Opened.Prompt, .. answer.Tokens];
        Feed(engine, all);
        for (var i = 0; i < details.Length; i++)
        {
            var logits = engine.Logits(answer.Opened.Prompt.Count + i - 1).ToArray();
            var total = Math.Log(logits.Sum(logit => Math.Exp((double)logit)));
            Assert.Equal(vocabulary.Piece(answer.Tokens[i]).ToArray(), details[i].Text.ToByteArray());
            Assert.Equal(logits[answer.Tokens[i]] - total, details[i].Logprob, 1e-5);
            var best = Enumerable.Range(0, logits.Length).OrderByDescending(token => logits[token]).Take(Top).ToArray();
            Assert.Equal(best, details[i].Top.Select(entry => entry.Id));
            Assert.All(details[i].Top, entry => Assert.Equal(logits[entry.Id] - total, entry.Logprob, 1e-5));
            Assert.All(details[i].Top, entry => Assert.Equal(vocabulary.Piece(entry.Id).ToArray(), entry.Text.ToByteArray()));
        }
    }

    [Fact]
    public async Task They_are_the_same_to_the_bit_with_drafts_and_without()
    {
        await using var verifier = await TestVerifier.StartAsync(Options with { PassDuration = _ => TimeSpan.FromMilliseconds(1) });
        var accepted = 0;
        for (var seed = 0UL; seed < 5; seed++)
        {
            var plain = Reported(seed);
            plain.Speculation = new V1.Speculation { Off = true };
            var expected = await VerifyCall.RunAsync(verifier.Channel, plain, _limit);

            using var call = await VerifyCall.OpenAsync(verifier.Channel, Reported(seed), DraftVocabulary, _limit);
            await call.SendAsync(Blocks.Of([.. call.Opened.Prompt], expected.Tokens));
            var drafted = (await call.ReadToEndAsync()).Check();

            Assert.Equal(expected.Tokens, drafted.Tokens);
            Assert.Equal(DetailsOf(expected), DetailsOf(drafted));
            accepted += drafted.Accepted;
        }

        Assert.True(accepted > 50, $"{accepted} accepted");
    }

    [Fact]
    public async Task A_replay_reports_the_rest()
    {
        await using var verifier = await TestVerifier.StartAsync(Options);
        var whole = await VerifyCall.RunAsync(verifier.Channel, Reported(seed: 1), _limit);
        var replayed = Reported(seed: 1);
        replayed.Resume.AddRange(whole.Tokens[..20]);
        var rest = await VerifyCall.RunAsync(verifier.Channel, replayed, _limit);
        Assert.Equal(DetailsOf(whole)[20..], DetailsOf(rest));
    }

    private static Generation Reported(ulong seed)
    {
        var generation = TestVerifier.Endless(seed: seed, maxTokens: 40);
        generation.Report = new TokenReport { Logprobs = true, Top = Top };
        return generation;
    }

    private static TokenDetail[] DetailsOf(Answer answer) => [.. answer.Verdicts.SelectMany(verdict => verdict.Details)];

    private static void Feed(ScriptedEngine engine, int[] tokens)
    {
        var batch = new DecodeBatch();
        for (var position = 0; position < tokens.Length; position++)
            batch.Add(tokens[position], position, 0, wantLogits: true);
        engine.Decode(batch);
    }
}
