using Grpc.Core;

namespace SpecMesh.DraftService.Tests;

/// <summary>Through a draft a caller gets what the verifier gives without one.</summary>
public sealed class GenerateTests
{
    // Slow enough that a draft on the same machine can keep up.
    private static readonly ScriptedOptions Target = new() { Exact = true, PassDuration = _ => TimeSpan.FromMilliseconds(2) };
    private static readonly ScriptedOptions Draft = new() { Skill = 0.8 };
    private readonly CancellationToken _limit = Limit.Start();

    [Fact]
    public async Task Tokens_and_text_are_those_without_a_draft()
    {
        await using var mesh = await TestMesh.StartAsync(new ScriptedEngine(Draft), new ScriptedEngine(Target));
        var (accepted, rejected) = (0, 0);
        for (var seed = 0UL; seed < 24; seed++)
        {
            var generation = Generations.Any(seed);
            var answer = await GenerateCall.RunAsync(mesh.Draft, generation, _limit);
            var plain = await VerifyCall.RunAsync(mesh.Verifiers[0].Channel, generation, _limit);
            Assert.Equal(plain.Tokens, answer.Tokens);
            Assert.Equal((plain.Text, plain.Finish), (answer.Text, answer.Finish));
            if (generation.Stop.Count == 0)
                Assert.Equal(PlainDecoding.Generate(Target, generation), answer.Tokens);
            accepted += answer.Accepted;
            rejected += answer.Verdicts.Sum(verdict => verdict.Rejected);
        }

        Assert.True(accepted > 20, $"{accepted} accepted");
        Assert.True(rejected > 0, "A draft of skill 0.8 is wrong now and then.");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task The_skill_of_the_draft_changes_nothing(double skill)
    {
        await using var mesh = await TestMesh.StartAsync(new ScriptedEngine(Draft with { Skill = skill }), new ScriptedEngine(Target));
        for (var seed = 0UL; seed < 6; seed++)
        {
            var generation = Generations.Endless(seed);
            Assert.Equal(PlainDecoding.Generate(Target, generation), (await GenerateCall.RunAsync(mesh.Draft, generation, _limit)).Tokens);
        }
    }

    [Fact]
    public async Task A_generation_resumes_through_a_draft()
    {
        await using var mesh = await TestMesh.StartAsync(new ScriptedEngine(Draft), new ScriptedEngine(Target));
        var generation = Generations.Endless();
        var whole = PlainDecoding.Generate(Target, generation);
        generation.Resume.AddRange(whole[..25]);
        Assert.Equal(whole[25..], (await GenerateCall.RunAsync(mesh.Draft, generation, _limit)).Tokens);
    }

    [Fact]
    public async Task Many_generations_share_few_sequences_of_the_draft()
    {
        await using var mesh = await TestMesh.StartAsync(
            new ScriptedEngine(Draft with { Sequences = 2 }), new ScriptedEngine(Target with { Sequences = 6 }));
        var answers = await Task.WhenAll(Enumerable.Range(0, 24).Select(async i =>
        {
            var generation = Generations.Endless((ulong)i);
            var answer = await GenerateCall.RunAsync(mesh.Draft, generation, _limit);
            Assert.Equal(PlainDecoding.Generate(Target, generation), answer.Tokens);
            return answer;
        }));
        Assert.True(answers.Sum(answer => answer.Accepted) > 0);
        await mesh.Draft.WaitForLoadAsync(load => load is { Active: 0, Queued: 0 }, _limit);
    }

    /// <summary>Vocabularies of one family may differ by a few tokens at their end.</summary>
    [Theory]
    [InlineData(64, 60)]
    [InlineData(60, 64)]
    public async Task A_draft_with_a_few_tokens_more_or_less_still_drafts(int targetSize, int draftSize)
    {
        var target = Target with { VocabularySize = targetSize };
        await using var mesh = await TestMesh.StartAsync(
            new ScriptedEngine(Draft with { VocabularySize = draftSize, Skill = 1 }), new ScriptedEngine(target));
        var accepted = 0;
        for (var seed = 0UL; seed < 12; seed++)
        {
            var generation = Generations.Endless(seed, maxTokens: 40);
            var answer = await GenerateCall.RunAsync(mesh.Draft, generation, _limit);
            Assert.Equal(PlainDecoding.Generate(target, generation), answer.Tokens);
            accepted += answer.Accepted;
        }

        Assert.True(accepted > 0, "No draft token was accepted.");
    }

    [Fact]
    public async Task A_prompt_that_the_drafts_context_cannot_hold_is_answered_all_the_same()
    {
        await using var mesh = await TestMesh.StartAsync(new ScriptedEngine(Draft with { Context = 32 }), new ScriptedEngine(Target));
        foreach (var length in new[] { 10, 31, 32, 33, 100 })
        {
            var generation = Generations.Endless(maxTokens: 50);
            generation.Tokens = new TokenIds { Ids = { Enumerable.Repeat(3, length) } };
            Assert.Equal(PlainDecoding.Generate(Target, generation), (await GenerateCall.RunAsync(mesh.Draft, generation, _limit)).Tokens);
        }
    }

    [Theory]
    [InlineData("temperature", StatusCode.InvalidArgument)]
    [InlineData("prompt", StatusCode.InvalidArgument)]
    [InlineData("length", StatusCode.OutOfRange)]
    public async Task Errors_are_the_verifiers(string what, StatusCode expected)
    {
        await using var mesh = await TestMesh.StartAsync(new ScriptedEngine(Draft), new ScriptedEngine(Target));
        var generation = Generations.Endless();
        if (what == "temperature")
            generation.Sampling.Temperature = float.NaN;
        else if (what == "prompt")
            generation.ClearPrompt();
        else
            generation.Text = new string('e', 600);
        var error = await Assert.ThrowsAsync<RpcException>(() => GenerateCall.RunAsync(mesh.Draft, generation, _limit));
        Assert.Equal(expected, error.StatusCode);
    }
}
