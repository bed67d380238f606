namespace SpecMesh.DraftService.Tests;

/// <summary>What a verifier tells its peers about the drafts that work for it.</summary>
public sealed class LoadReportTests
{
    private readonly CancellationToken _limit = Limit.Start();

    [Fact]
    public async Task A_verifier_reports_who_drafts_for_it_and_how_well()
    {
        using var released = new ManualResetEventSlim();
        var target = new ScriptedOptions
        {
            // Slow enough that a draft on the same machine can keep up.
            Exact = true, PassDuration = _ => TimeSpan.FromMilliseconds(2), BeforePass = (_, _) => released.Wait(_limit),
        };
        await using var mesh = await TestMesh.StartAsync(new ScriptedEngine(new ScriptedOptions { Skill = 0.8 }), new ScriptedEngine(target));
        var (verifier, draft) = (mesh.Verifiers[0], mesh.Draft.Status.Info!.Name);

        var generation = GenerateCall.RunAsync(mesh.Draft, Generations.Endless(), _limit);
        await verifier.WaitForLoadAsync(load => load.Drafts is [{ Active: 1 } link] && link.Draft == draft, _limit);
        released.Set();
        var answer = await generation;
        var load = await verifier.WaitForLoadAsync(load => load.Active == 0 && load.DecidedTokens == answer.Tokens.Length, _limit);

        var link = Assert.Single(load.Drafts);
        Assert.Equal((draft, 0), (link.Draft, link.Active));
        Assert.Equal((answer.Accepted, answer.Verdicts.Sum(verdict => verdict.Rejected)), (link.AcceptedTokens, link.RejectedTokens));
        Assert.True(link.AcceptedTokens > 0);
    }

    [Fact]
    public async Task Generations_without_a_draft_are_told_apart()
    {
        await using var mesh = await TestMesh.StartAsync(new ScriptedEngine(new ScriptedOptions()), new ScriptedEngine(new ScriptedOptions()));
        var verifier = mesh.Verifiers[0];

        var answer = await VerifyCall.RunAsync(verifier.Channel, Generations.Endless(), _limit);

        var load = await verifier.WaitForLoadAsync(load => load.Active == 0 && load.DecidedTokens == answer.Tokens.Length, _limit);
        Assert.Equal(new DraftLink { Draft = "" }, Assert.Single(load.Drafts));
    }
}
