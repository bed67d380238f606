using Grpc.Core;

namespace SpecMesh.DraftService.Tests;

/// <summary>Through a draft a grammar gives what it gives without one, and a draft that knows the target is right within it, too.</summary>
public sealed class GrammarTests
{
    private const string Letters = "root ::= (word \" \")+\nword ::= [a-m]{2,6}";

    private static readonly ScriptedOptions Target = new() { Exact = true, PassDuration = _ => TimeSpan.FromMilliseconds(2) };
    private readonly CancellationToken _limit = Limit.Start();

    [Theory]
    [InlineData(1)]
    [InlineData(0.7)]
    [InlineData(0)]
    public async Task The_tokens_are_those_without_a_draft(double skill)
    {
        await using var mesh = await TestMesh.StartAsync(new ScriptedEngine(new ScriptedOptions { Skill = skill }), new ScriptedEngine(Target));
        var (accepted, rejected) = (0, 0);
        for (var seed = 0UL; seed < 8; seed++)
        {
            var answer = await GenerateCall.RunAsync(mesh.Draft, Constrained(seed), _limit);
            Assert.Equal(PlainDecoding.Generate(Target, Constrained(seed)), answer.Tokens);
            accepted += answer.Accepted;
            rejected += answer.Verdicts.Sum(verdict => verdict.Rejected);
        }

        if (skill < 1)
            return;
        Assert.True(accepted > 50, $"{accepted} accepted");
        Assert.Equal(0, rejected);
    }

    [Fact]
    public async Task A_resumed_generation_goes_on_within_the_grammar()
    {
        await using var mesh = await TestMesh.StartAsync(new ScriptedEngine(new ScriptedOptions()), new ScriptedEngine(Target));
        var whole = PlainDecoding.Generate(Target, Constrained(seed: 2));
        var resumed = Constrained(seed: 2);
        resumed.Resume.AddRange(whole[..20]);
        var answer = await GenerateCall.RunAsync(mesh.Draft, resumed, _limit);
        Assert.Equal(whole[20..], answer.Tokens);
        Assert.Equal(0, answer.Verdicts.Sum(verdict => verdict.Rejected));
    }

    [Theory]
    [InlineData("root ::= \"a", StatusCode.InvalidArgument)]
    [InlineData("root ::= \"a\" [α-ω]", StatusCode.Aborted)]
    public async Task A_grammar_that_is_of_no_use_is_the_requests_fault(string grammar, StatusCode expected)
    {
        await using var mesh = await TestMesh.StartAsync(new ScriptedEngine(new ScriptedOptions()), new ScriptedEngine(Target));
        var generation = Constrained(seed: 1);
        generation.Grammar = grammar;
        var error = await Assert.ThrowsAsync<RpcException>(() => GenerateCall.RunAsync(mesh.Draft, generation, _limit));
        Assert.Equal(expected, error.StatusCode);
        Assert.Equal(PlainDecoding.Generate(Target, Constrained(seed: 3)), (await GenerateCall.RunAsync(mesh.Draft, Constrained(seed: 3), _limit)).Tokens);
    }

    private static Generation Constrained(ulong seed)
    {
        var generation = Generations.Endless(seed, temperature: seed % 2);
        generation.Grammar = Letters;
        return generation;
    }
}
