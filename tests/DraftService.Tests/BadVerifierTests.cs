using Grpc.Core;

namespace SpecMesh.DraftService.Tests;

/// <summary>A verifier that talks nonsense spoils its own generation at most: the draft goes on to work for others.</summary>
public sealed class BadVerifierTests
{
    private static readonly Opened Opened = new() { Prompt = { 1, 2, 3 }, ContextLimit = 511, WantedDraftTokens = 4 };
    private readonly CancellationToken _limit = Limit.Start();

    [Theory]
    [InlineData(99, 5)]
    [InlineData(2, 5)]
    [InlineData(3, 64)]
    [InlineData(3, -1)]
    public async Task A_verdict_that_cannot_be_leaves_the_draft_alive(int position, int token)
    {
        await using var verifier = await ScriptedVerifier.StartAsync(async (requests, responses) =>
        {
            await requests.MoveNext(_limit);
            await responses.WriteAsync(new VerifyResponse { Opened = Opened }, _limit);
            // Two things come from a draft that lives: guesses now, and guesses in the next generation.
            await requests.MoveNext(_limit);
            Assert.NotEmpty(requests.Current.Block.Tokens);
            await responses.WriteAsync(new VerifyResponse { Verdict = new Verdict { Base = position, Committed = { token } } }, _limit);
            await responses.WriteAsync(new VerifyResponse { Verdict = new Verdict { Base = 4, Finish = FinishReason.Stop } }, _limit);
        });
        await AssertDraftsTwiceAsync(verifier);
    }

    [Theory]
    [InlineData(64)]
    [InlineData(-1)]
    public async Task A_prompt_that_the_draft_has_no_tokens_for_leaves_it_alive(int token)
    {
        var opened = Opened.Clone();
        opened.Prompt.Add(token);
        var generations = 0;
        await using var verifier = await ScriptedVerifier.StartAsync(async (requests, responses) =>
        {
            await requests.MoveNext(_limit);
            await responses.WriteAsync(new VerifyResponse { Opened = ++generations == 1 ? opened : Opened }, _limit);
            if (generations == 2)
                await requests.MoveNext(_limit);
            await responses.WriteAsync(new VerifyResponse { Verdict = new Verdict { Base = 4, Finish = FinishReason.Stop } }, _limit);
        });
        await AssertDraftsTwiceAsync(verifier);
    }

    /// <summary>A server that is stopped cancels its calls: to a client this looks as if it had cancelled them itself.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_stream_that_the_verifier_cancels_is_replayed(bool afterOpened)
    {
        var attempts = 0;
        await using var verifier = await ScriptedVerifier.StartAsync(async (requests, responses) =>
        {
            await requests.MoveNext(_limit);
            var first = ++attempts == 1;
            if (first && !afterOpened)
                throw Cancelled;
            await responses.WriteAsync(new VerifyResponse { Opened = Opened }, _limit);
            if (first)
                throw Cancelled;
            await responses.WriteAsync(new VerifyResponse { Verdict = new Verdict { Base = 3, Committed = { 5 }, Finish = FinishReason.Stop } }, _limit);
        });
        await using var draft = await TestMesh.StartDraftAsync(new ScriptedEngine(), [verifier.Address]);
        await draft.WaitForLoadAsync(load => load.Ready, _limit);
        var answer = await GenerateCall.RunAsync(draft, Generations.Endless(), _limit);
        Assert.Equal([5], answer.Tokens);
        Assert.Equal(2, attempts);
    }

    [Fact]
    public async Task A_verifier_that_always_cancels_is_unavailable()
    {
        await using var verifier = await ScriptedVerifier.StartAsync((_, _) => throw Cancelled);
        await using var draft = await TestMesh.StartDraftAsync(new ScriptedEngine(), [verifier.Address], "Mesh:OpenAttempts=2");
        await draft.WaitForLoadAsync(load => load.Ready, _limit);
        var error = await Assert.ThrowsAsync<RpcException>(() => GenerateCall.RunAsync(draft, Generations.Endless(), _limit));
        Assert.Equal(StatusCode.Unavailable, error.StatusCode);
    }

    private static RpcException Cancelled => new(new Status(StatusCode.Cancelled, "as the test says"));

    private async Task AssertDraftsTwiceAsync(ScriptedVerifier verifier)
    {
        await using var draft = await TestMesh.StartDraftAsync(new ScriptedEngine(), [verifier.Address], "Mesh:OpenAttempts=2");
        await draft.WaitForLoadAsync(load => load.Ready, _limit);
        for (var i = 0; i < 2; i++)
        {
            using var call = new Draft.DraftClient(draft.Channel).Generate(Generations.Endless(), cancellationToken: _limit);
            var last = new GenerateResponse();
            while (await call.ResponseStream.MoveNext(_limit))
                last = call.ResponseStream.Current;
            Assert.Equal(FinishReason.Stop, last.Verdict.Finish);
        }
    }
}
