using Grpc.Core;

namespace SpecMesh.DraftService.Tests;

/// <summary>Whatever dies, the caller gets the tokens of an undisturbed run, or a clear error.</summary>
public sealed class FailureTests
{
    private static readonly ScriptedOptions Target = new()
    {
        Exact = true, Context = 4096, PassDuration = _ => TimeSpan.FromMilliseconds(2),
    };

    private static readonly ScriptedOptions Draft = new() { Context = 4096, Skill = 0.8 };
    private readonly CancellationToken _limit = Limit.Start();

    [Fact]
    public async Task When_a_pass_of_its_verifier_fails_a_generation_goes_on_with_another()
    {
        await using var mesh = await TestMesh.StartAsync(
            new ScriptedEngine(Draft), new ScriptedEngine(Target with { FailOnPass = 20 }), new ScriptedEngine(Target with { FailOnPass = 30 }));
        for (var seed = 0UL; seed < 3; seed++)
        {
            var generation = Generations.Endless(seed, maxTokens: 200);
            Assert.Equal(PlainDecoding.Generate(Target, generation), (await GenerateCall.RunAsync(mesh.Draft, generation, _limit)).Tokens);
        }
    }

    [Fact]
    public async Task When_its_verifier_is_killed_a_generation_goes_on_with_another()
    {
        await using var mesh = await TestMesh.StartAsync(new ScriptedEngine(Draft), new ScriptedEngine(Target), new ScriptedEngine(Target));
        var generation = Generations.Endless(maxTokens: 400);
        string? first = null;
        var killing = Task.CompletedTask;
        var tokens = 0;
        var answer = await GenerateCall.RunAsync(mesh.Draft, generation, _limit, async verdict =>
        {
            tokens += verdict.Committed.Count;
            if (tokens < 100 || first is not null)
                return;
            var busy = await BusyAsync(mesh);
            first = busy.Address;
            killing = busy.KillAsync();
        });
        await killing;

        Assert.NotNull(first);
        Assert.Equal(PlainDecoding.Generate(Target, generation), answer.Tokens);
        Assert.Equal(PlainDecoding.Text(new ScriptedVocabulary(Target.VocabularySize), answer.Tokens), answer.Text);
    }

    [Fact]
    public async Task Without_a_verifier_the_caller_is_told_so()
    {
        await using var draft = await TestMesh.StartDraftAsync(new ScriptedEngine(Draft), ["http://127.0.0.1:1"], "Mesh:OpenAttempts=2");
        Assert.False((await draft.WaitForLoadAsync(_ => true, _limit)).Ready);
        var error = await Assert.ThrowsAsync<RpcException>(() => GenerateCall.RunAsync(draft, Generations.Endless(), _limit));
        Assert.Equal(StatusCode.Unavailable, error.StatusCode);
    }

    [Fact]
    public async Task A_model_that_no_verifier_serves_is_not_found()
    {
        await using var mesh = await TestMesh.StartAsync(new ScriptedEngine(Draft), new ScriptedEngine(Target));
        var generation = Generations.Endless();
        generation.Model = "another";
        var error = await Assert.ThrowsAsync<RpcException>(() => GenerateCall.RunAsync(mesh.Draft, generation, _limit));
        Assert.Equal(StatusCode.NotFound, error.StatusCode);
        Assert.Contains("another", error.Status.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task When_the_only_verifier_dies_the_caller_is_told_so()
    {
        await using var verifier = await TestMesh.StartVerifierAsync(new ScriptedEngine(Target));
        await using var draft = await TestMesh.StartDraftAsync(new ScriptedEngine(Draft), [verifier.Address], "Mesh:OpenAttempts=2");
        await draft.WaitForLoadAsync(load => load.Ready, _limit);
        var killing = Task.CompletedTask;
        var error = await Assert.ThrowsAsync<RpcException>(() => GenerateCall.RunAsync(
            draft, Generations.Endless(maxTokens: 3000), _limit, _ =>
            {
                if (killing.IsCompleted)
                    killing = verifier.KillAsync();
                return Task.CompletedTask;
            }));
        Assert.Equal(StatusCode.Unavailable, error.StatusCode);
        await draft.WaitForLoadAsync(load => !load.Ready, _limit);
    }

    [Fact]
    public async Task A_draft_of_another_family_is_not_ready()
    {
        // Of one size and with other texts: the fingerprints differ.
        var verifier = await TestMesh.StartVerifierAsync(new ScriptedEngine(Target));
        await using var _ = verifier;
        await using var draft = await TestMesh.StartDraftAsync(
            new ScriptedEngine(Draft with { VocabularySize = 257 }), [verifier.Address], "Mesh:OpenAttempts=2");
        // The verifier was seen: there is a load report after the first, and it still says no.
        using var watch = new Node.NodeClient(draft.Channel).WatchLoad(new WatchLoadRequest(), cancellationToken: _limit);
        for (var reports = 0; reports < 3; reports++)
        {
            Assert.True(await watch.ResponseStream.MoveNext(_limit));
            Assert.False(watch.ResponseStream.Current.Ready);
        }

        var error = await Assert.ThrowsAsync<RpcException>(() => GenerateCall.RunAsync(draft, Generations.Endless(), _limit));
        Assert.Equal(StatusCode.Unavailable, error.StatusCode);
    }

    [Fact]
    public async Task A_caller_that_leaves_frees_the_slots_of_draft_and_verifier()
    {
        await using var mesh = await TestMesh.StartAsync(new ScriptedEngine(Draft), new ScriptedEngine(Target));
        using var leaves = CancellationTokenSource.CreateLinkedTokenSource(_limit);
        var running = GenerateCall.RunAsync(mesh.Draft, Generations.Endless(maxTokens: 3000), leaves.Token);
        await mesh.Verifiers[0].WaitForLoadAsync(load => load.Active == 1, _limit);
        await mesh.Draft.WaitForLoadAsync(load => load.Active == 1, _limit);

        await leaves.CancelAsync();

        Assert.Equal(StatusCode.Cancelled, (await Assert.ThrowsAsync<RpcException>(() => running)).StatusCode);
        await mesh.Verifiers[0].WaitForLoadAsync(load => load.Active == 0, _limit);
        await mesh.Draft.WaitForLoadAsync(load => load.Active == 0, _limit);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(20)]
    public async Task When_a_pass_of_the_draft_fails_the_verifier_goes_on_alone(int pass)
    {
        await using var mesh = await TestMesh.StartAsync(new ScriptedEngine(Draft with { FailOnPass = pass }), new ScriptedEngine(Target));
        for (var seed = 0UL; seed < 3; seed++)
        {
            var generation = Generations.Endless(seed);
            var answer = await GenerateCall.RunAsync(mesh.Draft, generation, _limit);
            Assert.Equal(PlainDecoding.Generate(Target, generation), answer.Tokens);
            // The pass is forgotten: the draft's next generation is drafted again.
            if (seed > 0)
                Assert.True(answer.Accepted > 0, "No draft token was accepted.");
        }
    }

    [Fact]
    public async Task When_the_drafts_loop_breaks_what_runs_is_finished()
    {
        var draft = new ScriptedEngine(Draft with { BeforePass = (pass, _) => ObjectDisposedException.ThrowIf(pass == 20, "as the test says") });
        await using var mesh = await TestMesh.StartAsync(draft, new ScriptedEngine(Target));
        var generation = Generations.Endless(maxTokens: 200);
        Assert.Equal(PlainDecoding.Generate(Target, generation), (await GenerateCall.RunAsync(mesh.Draft, generation, _limit)).Tokens);
        await mesh.Draft.WaitForLoadAsync(load => load.Draining, _limit);
        Environment.ExitCode = 0;
    }

    [Fact]
    public async Task Draining_refuses_new_and_finishes_what_runs()
    {
        await using var mesh = await TestMesh.StartAsync(new ScriptedEngine(Draft), new ScriptedEngine(Target));
        var generation = Generations.Endless(maxTokens: 300);
        var stopping = Task.CompletedTask;
        var answer = await GenerateCall.RunAsync(mesh.Draft, generation, _limit, async _ =>
        {
            if (stopping != Task.CompletedTask)
                return;
            stopping = mesh.Draft.StopAsync();
            await mesh.Draft.WaitForLoadAsync(load => load.Draining, _limit);
            var error = await Assert.ThrowsAsync<RpcException>(() => GenerateCall.RunAsync(mesh.Draft, Generations.Endless(2), _limit));
            Assert.Equal(StatusCode.Unavailable, error.StatusCode);
        });
        Assert.Equal(PlainDecoding.Generate(Target, generation), answer.Tokens);
        await stopping.WaitAsync(_limit);
    }

    private async Task<RunningNode> BusyAsync(TestMesh mesh)
    {
        foreach (var verifier in mesh.Verifiers)
        {
            if ((await verifier.WaitForLoadAsync(_ => true, _limit)).Active > 0)
                return verifier;
        }

        throw new InvalidOperationException("No verifier has the generation.");
    }
}
