using SpecMesh.Speculation.Drafting;
using SpecMesh.Speculation.Paths;
using SpecMesh.Speculation.Planning;
using SpecMesh.Speculation.Tests.Verification;

namespace SpecMesh.Speculation.Tests.Drafting;

public sealed class DraftSessionTests
{
    private static readonly SamplingParameters Sampling = new() { Seed = 3, Temperature = 1 };

    /// <summary>Random work and random verdicts: path, KV cache and blocks stay true to what the verifier has decided.</summary>
    [Fact]
    public void Path_cache_and_blocks_stay_true_to_the_verdicts() => Gen.Int.Sample(seed =>
    {
        var random = new Random(seed);
        var run = new Run(random, new TinyModel(seed));
        for (var step = 0; step < 200; step++)
        {
            switch (random.Next(4))
            {
                case 0: run.TakeBlock(); break;
                case 1: run.Confirm(); break;
                default: run.Work(); break;
            }
        }
    }, iter: 300);

    [Fact]
    public void A_verdict_that_agrees_leaves_the_guesses_beyond_it()
    {
        var session = Drafted(guesses: 4, out var cells);
        var guesses = session.Tokens[3..].ToArray();
        Assert.False(session.Confirm(3, guesses.AsSpan(0, 2)));
        Assert.Equal((5, 2, cells), (session.Confirmed, session.Ahead, session.Cached));
    }

    [Fact]
    public void A_verdict_that_differs_cuts_path_and_cache_at_the_difference()
    {
        var session = Drafted(guesses: 4, out _);
        var guesses = session.Tokens[3..].ToArray();
        var correction = (guesses[1] + 1) % TinyModel.Vocabulary;
        Assert.True(session.Confirm(3, [guesses[0], correction]));
        Assert.Equal((5, 0, 4, 1), (session.Confirmed, session.Ahead, session.Cached, session.Pending));
        Assert.Equal([1, 2, 3, guesses[0], correction], session.Tokens.ToArray());
        Assert.Equal(1, session.Reach);
    }

    [Fact]
    public void A_verdict_may_run_ahead_of_the_draft()
    {
        var session = new DraftSession([1, 2, 3], Sampling, cached: 0);
        Assert.True(session.Confirm(3, [4, 0, 1]));
        Assert.Equal((6, 0, 6), (session.Confirmed, session.Ahead, session.Pending));
    }

    [Fact]
    public void A_verdict_out_of_order_is_an_error() =>
        Assert.Throws<ArgumentException>(() => new DraftSession([1, 2, 3], Sampling, 0).Confirm(4, [1]));

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Reach_is_what_verdicts_have_shown_of_guesses_so_sure(bool right)
    {
        var common = new AcceptanceTable();
        for (var i = 0; i < 100; i++)
        {
            var earlier = new DraftSession([0], Sampling, cached: 0, common: common);
            Guess(earlier);
            var guess = earlier.Tokens[1];
            earlier.Confirm(1, [right ? guess : (guess + 1) % 4]);
        }

        var session = new DraftSession([0], Sampling, cached: 0, common: common);
        Guess(session);

        // Four tokens, equally likely: by the draft's own probability it would be 1/4.
        if (right)
            Assert.InRange(session.Reach, 0.9, 1);
        else
            Assert.InRange(session.Reach, 0, 0.1);
    }

    [Fact]
    public void Reach_counts_open_guesses_only()
    {
        var session = new DraftSession([0], Sampling, cached: 0);
        Guess(session);
        var one = session.Reach;
        Guess(session);
        Guess(session);
        Assert.True(session.Reach < one, $"{session.Reach} of three, {one} of one");
        session.Confirm(1, session.Tokens[1..].ToArray());
        Assert.Equal(1, session.Reach);
    }

    [Fact]
    public void An_answer_guessed_to_its_end_is_guessed_no_further_until_a_verdict_differs()
    {
        var session = new DraftSession([0], Sampling with { Temperature = 0 }, cached: 0, end: new AnswerEnd(token => token == 2, int.MaxValue));
        Assert.False(session.AtEnd);
        session.Fed(1);
        session.Draw([0, 0, 5, 0]);
        Assert.True(session.AtEnd);
        session.Confirm(1, [3]);
        Assert.False(session.AtEnd);
    }

    [Fact]
    public void The_last_token_that_an_answer_may_have_is_not_guessed()
    {
        // A prompt of one token and an answer of three: the verdict on two guesses has the third token.
        var session = new DraftSession([0], Sampling, cached: 0, end: new AnswerEnd(_ => false, limit: 4));
        Guess(session);
        Assert.False(session.AtEnd);
        Guess(session);
        Assert.True(session.AtEnd);
    }

    private static void Guess(DraftSession session)
    {
        session.Fed(session.Pending);
        session.Draw(new float[4]);
    }

    private static DraftSession Drafted(int guesses, out int cells)
    {
        var model = new TinyModel(1);
        var session = new DraftSession([1, 2, 3], Sampling, cached: 0);
        for (var i = 0; i < guesses; i++)
        {
            session.Fed(session.Pending);
            session.Draw(model.Logits(session.Tokens));
        }

        cells = session.Cached;
        return session;
    }

    private sealed class Run
    {
        private readonly Random _random;
        private readonly List<int> _decided;
        private readonly DraftSession _session;
        private readonly TinyCache _cache;
        private int _sent;

        public Run(Random random, TinyModel model)
        {
            _random = random;
            _decided = [.. RandomTokens(random.Next(1, 20))];
            var cached = random.Next(_decided.Count);
            _session = new DraftSession(_decided.ToArray(), Sampling with { Temperature = random.Next(2) }, cached);
            _cache = new TinyCache(model, _decided.Take(cached));
            _sent = _decided.Count;
        }

        public void Work()
        {
            var rows = _random.Next(1, _session.Pending + 1);
            _cache.Feed(_session.Feed(rows));
            _session.Fed(rows);
            if (_session.Pending == 0)
                _session.Draw(_cache[rows - 1]);
            Check();
        }

        public void TakeBlock()
        {
            var unsent = _session.Unsent;
            var block = _session.TakeBlock(out var position, out var hash, out _).ToArray();
            Assert.Equal(unsent, block.Length);
            // Nothing twice, nothing left out: it goes on where the last one ended, or at the correction that cut the path.
            Assert.Equal(_sent, position);
            Assert.Equal(PrefixHash.Of(_session.Tokens[..position]), hash);
            Assert.Equal(block, _session.Tokens[position..].ToArray());
            _sent = position + block.Length;
            Check();
        }

        public void Confirm()
        {
            var guesses = _session.Tokens[_session.Confirmed..].ToArray();
            int[] verdict = [.. guesses.Take(_random.Next(guesses.Length + 1)), .. RandomTokens(_random.Next(1, 3))];
            var diverged = !guesses.AsSpan().StartsWith(verdict);

            Assert.Equal(diverged, _session.Confirm(_decided.Count, verdict));

            _decided.AddRange(verdict);
            if (diverged)
                _cache.Truncate(_session.Cached);
            _sent = diverged ? _decided.Count : Math.Max(_sent, _decided.Count);
            Check();
        }

        private void Check()
        {
            Assert.Equal(_decided.Count, _session.Confirmed);
            Assert.Equal(_decided, _session.Tokens[.._decided.Count].ToArray());
            Assert.Equal(_session.Tokens.Length - _decided.Count, _session.Ahead);
            Assert.True(_session.Pending >= 1, "A token must be left to feed.");
            Assert.Equal(_session.Tokens[.._session.Cached].ToArray(), _cache.Cells.ToArray());
            Assert.InRange(_session.Reach, 0, 1);
        }

        private int[] RandomTokens(int count) => [.. Enumerable.Range(0, count).Select(_ => _random.Next(TinyModel.Vocabulary))];
    }
}
