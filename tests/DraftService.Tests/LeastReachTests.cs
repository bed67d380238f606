namespace SpecMesh.DraftService.Tests;

/// <summary>How far a draft guesses is the verifier's to say: so many tokens, and no further than guesses are worth their rows.</summary>
public sealed class LeastReachTests
{
    private const int Wanted = 24;

    private readonly CancellationToken _limit = Limit.Start();

    // Nothing is known about a new draft's guesses, so none is held to be as sure as the first of these.
    [Theory]
    [InlineData(0.999f, 0, 1, 1)]
    [InlineData(0.999f, 5, 5, 5)]
    [InlineData(0.3f, 0, 2, Wanted - 1)]
    [InlineData(0, 0, Wanted, Wanted)]
    public async Task Guesses_go_on_for_as_long_as_they_are_likely_enough_together(float leastReach, int leastTokens, int least, int most)
    {
        var guesses = 0;
        await using var verifier = await ScriptedVerifier.StartAsync(async (requests, responses) =>
        {
            await requests.MoveNext(_limit);
            var opened = new Opened
            {
                Prompt = { 1, 2, 3 }, ContextLimit = 511, WantedDraftTokens = Wanted, LeastReach = leastReach, LeastDraftTokens = leastTokens,
            };
            await responses.WriteAsync(new VerifyResponse { Opened = opened }, _limit);
            await requests.MoveNext(_limit);
            guesses = requests.Current.Block.Tokens.Count;
            await responses.WriteAsync(
                new VerifyResponse { Verdict = new Verdict { Base = 3, Committed = { 5 }, Finish = FinishReason.Stop } }, _limit);
        });
        await using var draft = await TestMesh.StartDraftAsync(new ScriptedEngine(), [verifier.Address], "Draft:MinReach=0");
        await draft.WaitForLoadAsync(load => load.Ready, _limit);

        await GenerateCall.RunAsync(draft, Generations.Endless(), _limit);

        Assert.InRange(guesses, least, most);
    }

    /// <summary>All generations of the verifier's next pass have the same number of rows, so the draft goes on for all or for none.</summary>
    [Theory]
    [InlineData(1, 2)]
    [InlineData(3, 4)]
    [InlineData(5, 6)]
    public async Task Blocks_for_one_pass_are_of_one_length(ulong one, ulong another)
    {
        const string idle = "idle";
        using var goOn = new ManualResetEventSlim();
        var busy = new TaskCompletionSource();
        var first = new TaskCompletionSource[] { new(), new() };
        var verdicts = new TaskCompletionSource[] { new(), new() };
        var lengths = new int[2];
        var hold = false;
        await using var verifier = await ScriptedVerifier.StartAsync(async (requests, responses) =>
        {
            await requests.MoveNext(_limit);
            var id = requests.Current.Open.Generation.Id;
            await responses.WriteAsync(new VerifyResponse { Opened = new Opened { Prompt = { 1, 2, 3 }, ContextLimit = 511, WantedDraftTokens = 1, Verifier = "v" } }, _limit);
            await requests.MoveNext(_limit);
            if (id != idle)
            {
                var index = id == $"test-{one}" ? 0 : 1;
                var guess = requests.Current.Block.Tokens[0];
                first[index].SetResult();
                await busy.Task.WaitAsync(_limit);
                var verdict = new Verdict { Base = 3, Committed = { guess }, WantedDraftTokens = Wanted, WantedAhead = Wanted, LeastReach = 0.3f };
                await responses.WriteAsync(new VerifyResponse { Verdict = verdict }, _limit);
                await requests.MoveNext(_limit);
                lengths[index] = requests.Current.Block.Tokens.Count;
            }

            await responses.WriteAsync(
                new VerifyResponse { Verdict = new Verdict { Base = id == idle ? 3 : 4, Committed = { 5 }, Finish = FinishReason.Stop } }, _limit);
        });
        var engine = new ScriptedEngine(new ScriptedOptions
        {
            BeforePass = (_, _) =>
            {
                if (!Volatile.Read(ref hold))
                    return;
                busy.TrySetResult();
                goOn.Wait(_limit);
            },
        });
        await using var draft = await TestMesh.StartDraftAsync(engine, [verifier.Address], "Draft:MinReach=0");
        await draft.WaitForLoadAsync(load => load.Ready, _limit);

        Task<Answer>[] calls =
        [
            .. new[] { one, another }.Select((seed, index) => GenerateCall.RunAsync(draft, Generations.Endless(seed), _limit, _ =>
            {
                verdicts[index].TrySetResult();
                return Task.CompletedTask;
            })),
        ];
        await Task.WhenAll(first.Select(static sent => sent.Task)).WaitAsync(_limit);
        // Another prompt keeps the draft busy until both verdicts are there, as those of one pass are.
        Volatile.Write(ref hold, true);
        var other = Generations.Endless();
        other.Id = idle;
        var last = GenerateCall.RunAsync(draft, other, _limit);
        await Task.WhenAll(verdicts.Select(static came => came.Task)).WaitAsync(_limit);
        Volatile.Write(ref hold, false);
        goOn.Set();
        await Task.WhenAll([.. calls, last]);

        Assert.Equal(lengths[0], lengths[1]);
        Assert.InRange(lengths[0], 1, Wanted - 1);
    }

    /// <summary>A verifier that asks a draft nearby waits for its answer, so the draft says that it has nothing to add.</summary>
    [Fact]
    public async Task A_draft_that_has_nothing_to_add_says_so()
    {
        var (first, answer) = (new DraftBlock(), new DraftBlock());
        await using var verifier = await ScriptedVerifier.StartAsync(async (requests, responses) =>
        {
            await requests.MoveNext(_limit);
            var opened = new Opened { Prompt = { 1, 2, 3 }, ContextLimit = 511, WantedDraftTokens = Wanted };
            await responses.WriteAsync(new VerifyResponse { Opened = opened }, _limit);
            await requests.MoveNext(_limit);
            first = requests.Current.Block.Clone();
            // The first guess is right, and none behind the others would be likely enough.
            var verdict = new Verdict { Base = 3, Committed = { first.Tokens[0] }, WantedDraftTokens = Wanted, WantedAhead = Wanted, LeastReach = 0.999f };
            await responses.WriteAsync(new VerifyResponse { Verdict = verdict }, _limit);
            await requests.MoveNext(_limit);
            answer = requests.Current.Block.Clone();
            await responses.WriteAsync(
                new VerifyResponse { Verdict = new Verdict { Base = 4, Committed = { 5 }, Finish = FinishReason.Stop } }, _limit);
        });
        await using var draft = await TestMesh.StartDraftAsync(new ScriptedEngine(), [verifier.Address], "Draft:MinReach=0");
        await draft.WaitForLoadAsync(load => load.Ready, _limit);

        await GenerateCall.RunAsync(draft, Generations.Endless(), _limit);

        Assert.Equal(Wanted, first.Tokens.Count);
        Assert.Empty(answer.Tokens);
        Assert.Equal(3 + Wanted, answer.Base);
    }
}
