using SpecMesh.Speculation.Tests.Sampling;
using SpecMesh.Speculation.Verification;

namespace SpecMesh.Speculation.Tests.Verification;

public sealed class VerifierSessionTests
{
    private const int Vocabulary = TinyModel.Vocabulary;

    private static readonly Gen<(SamplingParameters Sampling, int Seed)> Runs = Gen.Select(SamplingGen.All(Vocabulary), Gen.Int);

    /// <summary>The promise of the whole system, in one test.</summary>
    [Fact]
    public void Whatever_drafts_say_the_tokens_are_those_of_plain_decoding() => Runs.Sample((sampling, seed) =>
    {
        var random = new Random(seed);
        var model = new TinyModel(seed);
        var prompt = RandomTokens(random, random.Next(1, 40));
        var expected = model.Generate(prompt, sampling, 60);
        var resumed = random.Next(2) * random.Next(expected.Length);
        int[] truth = [.. prompt, .. expected];

        var known = prompt.Length + resumed;
        var cached = random.Next(known);
        var cache = new TinyCache(model, truth.Take(cached));
        var session = new VerifierSession(truth.AsSpan(0, known), sampling, cached);
        var decided = new List<int>(expected[..resumed]);
        var sink = new ListSink(decided, expected.Length);
        var finished = false;
        while (!finished)
        {
            for (var blocks = random.Next(4); blocks > 0; blocks--)
                Offer(session, BlockGen.Next(random, truth, session.Decided));
            finished = Pass(session, cache, random.Next(1, 8), sink).Finished;
            Assert.Equal(truth[..session.Decided], session.DecidedTokens.ToArray());
        }

        Assert.Equal(expected, decided);
    }, iter: 1500);

    [Fact]
    public void Blocks_that_are_right_are_accepted_whole() => Runs.Sample((sampling, seed) =>
    {
        var model = new TinyModel(seed);
        int[] prompt = [1, 2, 3];
        var expected = model.Generate(prompt, sampling, 8);
        var cache = new TinyCache(model, [1, 2]);
        var session = new VerifierSession(prompt, sampling, cached: 2);
        Assert.Equal(0, session.Offer(3, PrefixHash.Of(prompt), expected.AsSpan(0, 5)));
        var decided = new List<int>();

        var outcome = Pass(session, cache, rows: 6, new ListSink(decided));

        Assert.Equal(new PassOutcome(Base: 3, Committed: 6, Accepted: 5, AcceptedGuesses: 0, Rejected: 0, RejectedGuesses: 0, Finished: false), outcome);
        Assert.Equal(expected[..6], decided);
    });

    [Fact]
    public void A_wrong_token_is_corrected_and_those_after_it_are_refused()
    {
        var (session, cache, expected) = Greedy();
        var wrong = (expected[2] + 1) % Vocabulary;
        session.Offer(3, PrefixHash.Of([1, 2, 3]), [expected[0], expected[1], wrong, 0, 0]);
        var decided = new List<int>();

        var outcome = Pass(session, cache, rows: 6, new ListSink(decided));

        Assert.Equal(new PassOutcome(Base: 3, Committed: 3, Accepted: 2, AcceptedGuesses: 0, Rejected: 3, RejectedGuesses: 0, Finished: false), outcome);
        Assert.Equal(expected[..3], decided);
        Assert.Equal(0, session.DraftTokens);
    }

    [Fact]
    public void Tokens_that_a_pass_had_no_row_for_wait_for_the_next()
    {
        var (session, cache, expected) = Greedy();
        session.Offer(3, PrefixHash.Of([1, 2, 3]), expected.AsSpan(0, 7));

        var first = Pass(session, cache, rows: 3, new ListSink([]));
        Assert.Equal((2, 3), (first.Accepted, first.Committed));
        // The token after the last row was drawn, and the draft had it too: what follows it is still of use.
        Assert.Equal(4, session.DraftTokens);
        var second = Pass(session, cache, rows: 5, new ListSink([]));
        Assert.Equal((4, 5), (second.Accepted, second.Committed));
    }

    [Fact]
    public void A_generation_that_ends_at_an_accepted_token_refuses_nothing()
    {
        var (session, cache, expected) = Greedy();
        session.Offer(3, PrefixHash.Of([1, 2, 3]), [expected[0], expected[1], expected[2], expected[3]]);
        var outcome = Pass(session, cache, rows: 5, new ListSink([], end: 2));
        Assert.Equal(new PassOutcome(Base: 3, Committed: 2, Accepted: 2, AcceptedGuesses: 0, Rejected: 0, RejectedGuesses: 0, Finished: true), outcome);
    }

    [Theory]
    [InlineData(4, true, 3)]
    [InlineData(3, false, 3)]
    [InlineData(1000, true, 3)]
    public void A_block_that_hangs_in_the_air_is_dropped(int position, bool rightHash, int stale)
    {
        var (session, _, expected) = Greedy();
        var hash = rightHash ? PrefixHash.Of([1, 2, 3, expected[0]]) : 42;
        Assert.Equal(stale, session.Offer(position, hash, expected.AsSpan(0, 3)));
        Assert.Equal(0, session.DraftTokens);
    }

    [Fact]
    public void What_overlaps_decided_tokens_is_compared_and_the_rest_counts()
    {
        var (session, _, expected) = Greedy();
        Assert.Equal(2, session.Offer(1, PrefixHash.Of([1]), [2, 3, expected[0]]));
        Assert.Equal(1, session.DraftTokens);
        Assert.Equal(3, session.Offer(1, PrefixHash.Of([1]), [2, 4, expected[0]]));
        Assert.Equal(1, session.DraftTokens);
    }

    [Fact]
    public void A_later_block_goes_on_where_an_earlier_one_ended_or_replaces_its_end()
    {
        var (session, _, _) = Greedy();
        session.Offer(3, PrefixHash.Of([1, 2, 3]), [4, 4, 4]);
        Assert.Equal(0, session.Offer(6, PrefixHash.Of([1, 2, 3, 4, 4, 4]), [0, 1]));
        Assert.Equal(5, session.DraftTokens);
        // An old block that says the same, but less, takes nothing away.
        session.Offer(3, PrefixHash.Of([1, 2, 3]), [4, 4]);
        Assert.Equal(5, session.DraftTokens);
        session.Offer(3, PrefixHash.Of([1, 2, 3]), [4, 0]);
        Assert.Equal([4, 0], session.Feed(3)[1..].ToArray());
    }

    [Fact]
    public void Rows_without_a_draft_token_are_filled_with_guesses_that_repeat_the_text()
    {
        var session = new VerifierSession([1, 2, 3, 1, 2], SamplingParameters.Greedy, cached: 4);
        Assert.Equal([2, 3, 1], session.Feed(3).ToArray());
    }

    [Fact]
    public void A_prompt_is_needed_and_one_of_its_tokens_must_be_fed()
    {
        Assert.Throws<ArgumentException>(() => new VerifierSession([], SamplingParameters.Greedy, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new VerifierSession([1, 2], SamplingParameters.Greedy, 2));
        Assert.Throws<ArgumentOutOfRangeException>(() => new VerifierSession([1, 2], SamplingParameters.Greedy, -1));
    }

    private static (VerifierSession Session, TinyCache Cache, int[] Expected) Greedy()
    {
        var model = new TinyModel(seed: 5);
        return (new VerifierSession([1, 2, 3], SamplingParameters.Greedy, cached: 2),
            new TinyCache(model, [1, 2]),
            model.Generate([1, 2, 3], SamplingParameters.Greedy, 10));
    }

    private static void Offer(VerifierSession session, Block block)
    {
        var decided = session.DecidedTokens.ToArray();
        var before = session.DraftTokens;
        var stale = session.Offer(block.Base, block.PrefixHash, block.Tokens);
        Assert.InRange(stale, 0, block.Tokens.Length);
        Assert.Equal(decided, session.DecidedTokens.ToArray());
        if (stale == block.Tokens.Length)
            Assert.Equal(before, session.DraftTokens);
    }

    private static PassOutcome Pass(VerifierSession session, TinyCache cache, int rows, ITokenSink sink)
    {
        Assert.Equal(cache.Count, session.Cached);
        var (decided, pending, drafts) = (session.Decided, session.Pending, session.DraftTokens);
        var fed = session.Feed(rows).ToArray();
        Assert.Equal(rows, fed.Length);
        Assert.Equal(Math.Min(pending - 1, rows), session.FirstSampledRow);
        cache.Feed(fed);

        var outcome = session.Decide(cache, sink);

        cache.Truncate(session.Cached);
        Assert.True(session.Cached < session.Decided, "A token must be left to feed.");
        Assert.Equal(decided, outcome.Base);
        Assert.Equal(session.Decided - decided, outcome.Committed);
        var own = outcome.Committed - outcome.Accepted - outcome.AcceptedGuesses;
        Assert.InRange(own, 0, 1);
        if (rows >= pending && !outcome.Finished)
            Assert.Equal(1, own);
        if (rows < pending)
            Assert.Equal(0, outcome.Committed);
        var verified = Math.Clamp(rows - pending, 0, drafts);
        if (!outcome.Finished)
            Assert.Equal(verified, outcome.Accepted + outcome.Rejected);
        Assert.InRange(outcome.Accepted + outcome.Rejected, 0, verified);
        return outcome;
    }

    private static int[] RandomTokens(Random random, int count) => [.. Enumerable.Range(0, count).Select(_ => random.Next(Vocabulary))];
}
