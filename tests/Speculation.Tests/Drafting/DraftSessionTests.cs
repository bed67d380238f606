using SpecMesh.Speculation.Drafting;
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

    [Fact]
    public void Reach_is_the_drafts_probability_of_all_its_open_guesses()
    {
        var session = new DraftSession([0], Sampling, cached: 0);
        session.Fed(1);
        // Four tokens, equally likely.
        session.Draw(new float[4]);
        Assert.Equal(0.25, session.Reach, 1e-6);
        session.Fed(1);
        session.Draw(new float[4]);
        Assert.Equal(0.0625, session.Reach, 1e-6);
        session.Confirm(1, session.Tokens[1..2].ToArray());
        Assert.Equal(0.25, session.Reach, 1e-6);
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
