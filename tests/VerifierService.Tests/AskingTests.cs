using SpecMesh.NodeHosting;

namespace SpecMesh.VerifierService.Tests;

/// <summary>What a verifier asks a draft for, with each verdict.</summary>
public sealed class AskingTests
{
    private readonly CancellationToken _limit = Limit.Start();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Drafts_are_let_rest_for_a_trial_where_that_is_allowed(bool allowed)
    {
        await using var verifier = await TestVerifier.StartAsync(TestVerifier.Slow, $"Verifier:RestDrafts={allowed}");
        var vocabulary = new ScriptedVocabulary(TestVerifier.Slow.VocabularySize).Fingerprint.ToProtocol();
        using var call = await VerifyCall.OpenAsync(verifier.Channel, TestVerifier.Endless(maxTokens: 300), vocabulary, _limit);

        var verdicts = (await call.ReadToEndAsync()).Verdicts;

        Assert.Equal(allowed, verdicts.Any(static verdict => verdict.WantedDraftTokens == 0));
        Assert.Contains(verdicts, static verdict => verdict.WantedDraftTokens > 0);
    }

    [Theory]
    [InlineData(0, true)]
    [InlineData(2, false)]
    public async Task Passes_of_a_depth_that_the_client_prescribes_are_no_trial(int minDepth, bool rests)
    {
        await using var verifier = await TestVerifier.StartAsync(TestVerifier.Slow, "Verifier:RestDrafts=true");
        var vocabulary = new ScriptedVocabulary(TestVerifier.Slow.VocabularySize).Fingerprint.ToProtocol();
        // Neither answer has enough passes for a first look at how fast it goes with drafts at rest; both together have.
        var prescribed = TestVerifier.Endless(maxTokens: 50);
        prescribed.Speculation = new V1.Speculation { MinDepth = minDepth, MaxDepth = 8 };
        using (var first = await VerifyCall.OpenAsync(verifier.Channel, prescribed, vocabulary, _limit))
            await first.ReadToEndAsync();

        using var next = await VerifyCall.OpenAsync(verifier.Channel, TestVerifier.Endless(maxTokens: 50), vocabulary, _limit);
        var verdicts = (await next.ReadToEndAsync()).Verdicts;

        Assert.Equal(rests, verdicts.Any(static verdict => verdict.WantedDraftTokens == 0));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(6)]
    public async Task A_draft_nearby_is_told_when_to_stop_and_what_is_wanted_even_so(int minDepth)
    {
        // Rows must have a price: where they are free, there is no reason to stop.
        var options = new ScriptedOptions { Exact = true, PassDuration = rows => TimeSpan.FromMilliseconds(5 + rows) };
        await using var verifier = await TestVerifier.StartAsync(options, "Verifier:RestDrafts=false");
        var vocabulary = new ScriptedVocabulary(options.VocabularySize).Fingerprint.ToProtocol();
        var generation = TestVerifier.Endless(maxTokens: 200);
        generation.Speculation = new V1.Speculation { MinDepth = minDepth, MaxDepth = 20 };
        var expected = PlainDecoding.Generate(options, generation);
        using var call = await VerifyCall.OpenAsync(verifier.Channel, generation, vocabulary, _limit);
        int[] truth = [.. call.Opened.Prompt, .. expected];

        var told = new List<float>();
        var bounds = new List<int>();
        var decided = call.Opened.Prompt.Count;
        await SendNextAsync();
        while (await call.NextAsync() is { Verdict: var verdict })
        {
            told.Add(verdict.LeastReach);
            Assert.InRange(verdict.LeastReach, 0, 0.9f);
            Assert.InRange(verdict.WantedDraftTokens, verdict.LeastReach > 0 ? Math.Max(1, minDepth) : 0, 20);
            if (verdict.LeastReach > 0)
                bounds.Add(verdict.WantedDraftTokens);
            Assert.InRange(verdict.LeastDraftTokens, minDepth, 20);
            decided += verdict.Committed.Count;
            if (decided < truth.Length)
                await SendNextAsync();
        }

        Assert.Contains(told, static reach => reach > 0);
        // Where the draft decides by itself, it may go beyond what pays on the average, up to the generation's bound or to what no pass may take longer than:
        // about 19 rows here, fewer while a pass that was held up makes rows look dear.
        Assert.Contains(bounds, static bound => bound >= 10);

        // As a draft does that is right, eight at a time.
        Task SendNextAsync() => call.TrySendAsync(Blocks.Of(truth.AsSpan(0, decided), [.. truth.Skip(decided).Take(8)]));
    }

    [Fact]
    public async Task Where_enough_is_at_hand_a_draft_nearby_is_asked_for_nothing_until_it_is_used_up()
    {
        const int depth = 6;
        const int sentAtOnce = 40;
        // Long enough that whoever answers at once is near.
        var options = new ScriptedOptions { Exact = true, PassDuration = _ => TimeSpan.FromMilliseconds(100) };
        await using var verifier = await TestVerifier.StartAsync(options, "Verifier:RestDrafts=false");
        var vocabulary = new ScriptedVocabulary(options.VocabularySize).Fingerprint.ToProtocol();
        var generation = TestVerifier.Endless(maxTokens: 90);
        generation.Speculation = new V1.Speculation { MinDepth = depth, MaxDepth = depth };
        var expected = PlainDecoding.Generate(options, generation);
        using var call = await VerifyCall.OpenAsync(verifier.Channel, generation, vocabulary, _limit);
        int[] truth = [.. call.Opened.Prompt, .. expected];

        var decided = call.Opened.Prompt.Count;
        var sent = decided;
        var (justSent, verdicts) = (true, 0);
        await SendAsync();
        while (await call.NextAsync() is { Verdict: var verdict })
        {
            decided += verdict.Committed.Count;
            Assert.Equal(truth.Skip(verdict.Base).Take(verdict.Committed.Count), verdict.Committed);
            if (verdict.Finish != FinishReason.Unspecified)
                break;
            // The first pass tells how long passes take, and a block may still be on its way when the verdict after it goes out.
            if (++verdicts > 2 && !justSent)
                Assert.Equal(sent - decided >= depth ? 0 : depth, verdict.WantedDraftTokens);
            justSent = !justSent && verdict.WantedDraftTokens > 0;
            if (justSent)
                await SendAsync();
        }

        Assert.Equal(truth.Length, decided);

        async Task SendAsync()
        {
            var tokens = truth.Skip(Math.Max(sent, decided)).Take(sentAtOnce).ToArray();
            await call.TrySendAsync(Blocks.Of(truth.AsSpan(0, Math.Max(sent, decided)), tokens));
            sent = Math.Max(sent, decided) + tokens.Length;
        }
    }
}
