using MathNet.Numerics.Distributions;
using SpecMesh.Speculation.Tests.Verification;
using SpecMesh.Speculation.Verification;

namespace SpecMesh.Speculation.Tests.Sampling;

/// <summary>
/// Tokens follow softmax of the target's logits, with a draft and without. The seeds are fixed, so a result is the same in every run.
/// </summary>
public sealed class DistributionTests
{
    private const int Samples = 20_000;

    // A right sampler falls below this once in a thousand choices of seeds; a wrong one lies many orders lower.
    private const double LeastPValue = 1e-3;

    private static readonly float[] Target = [2, 1.5f, 1, 0.3f, 0, -0.5f, -1, -2];
    private static readonly float[] Draft = [1, 2, 0.7f, 0.9f, -1, 0, -1.5f, -0.5f];

    [Theory]
    [InlineData(0.5f)]
    [InlineData(1)]
    [InlineData(1.7f)]
    public void Without_a_draft_tokens_follow_softmax(float temperature)
    {
        var counts = Count(seed => new CoupledSampler(new() { Seed = seed, Temperature = temperature }).Sample(Target, [0]));
        Assert.True(PValue(counts, Softmax(Target, temperature)) > LeastPValue);
    }

    [Fact]
    public void Through_a_draft_tokens_follow_softmax()
    {
        const int tokensPerSeed = 4;
        var counts = new long[Target.Length];
        for (var seed = 0UL; seed < Samples / tokensPerSeed; seed++)
        {
            foreach (var token in GenerateWithDraft(seed, tokensPerSeed))
                counts[token]++;
        }

        Assert.Equal(Samples, counts.Sum());
        Assert.True(PValue(counts, Softmax(Target, 1)) > LeastPValue);
    }

    /// <summary>The closed form of Daliri, Musco and Suresh (2024) for draws that share their noise.</summary>
    [Fact]
    public void A_draft_is_accepted_as_often_as_the_closed_form_says()
    {
        var p = Softmax(Target, 1);
        var q = Softmax(Draft, 1);
        var expected = p.Select((pi, i) => 1 / p.Select((pj, j) => Math.Max(pj / pi, q[j] / q[i])).Sum()).Sum();

        var accepted = 0;
        for (var seed = 0UL; seed < Samples; seed++)
        {
            var session = Session(seed);
            session.Offer(1, PrefixHash.Of([0]), [Guess(seed, 1)]);
            accepted += Pass(session, rows: 2, []).Accepted;
        }

        var error = Math.Sqrt(expected * (1 - expected) / Samples);
        Assert.InRange((double)accepted / Samples, expected - 3 * error, expected + 3 * error);
    }

    /// <summary>The tests above can fail: noise of the wrong shape, and a draft whose word counts, are both found out.</summary>
    [Fact]
    public void Wrong_samplers_are_found_out()
    {
        var expected = Softmax(Target, 1);
        var uniformNoise = Count(seed => ArgMax(token => Target[token] + Philox.Uniform(seed, 1, token)));
        Assert.True(PValue(uniformNoise, expected) < 1e-6);

        // The p/q test of independent speculative sampling, on shared noise: accept the draft's token with probability min(1, p/q).
        var q = Softmax(Draft, 1);
        var biased = Count(seed =>
        {
            var guess = Guess(seed, 1);
            return Philox.Uniform(~seed, 1, 0) < expected[guess] / q[guess] ? guess : Draw(Target, seed);
        });
        Assert.True(PValue(biased, expected) < 1e-6);
    }

    private static List<int> GenerateWithDraft(ulong seed, int count)
    {
        var session = Session(seed);
        var tokens = new List<int>();
        while (tokens.Count < count)
        {
            int[] guesses = [.. Enumerable.Range(session.Decided, 3).Select(position => Guess(seed, position))];
            session.Offer(session.Decided, PrefixHash.Of(session.DecidedTokens), guesses);
            Pass(session, rows: 4, tokens);
        }

        return tokens[..count];
    }

    private static VerifierSession Session(ulong seed) => new([0], new() { Seed = seed, Temperature = 1 }, cached: 0);

    private static PassOutcome Pass(VerifierSession session, int rows, List<int> tokens)
    {
        session.Feed(rows);
        return session.Decide(new SameRows(), new ListSink(tokens));
    }

    private static int Guess(ulong seed, int position) => Draw(Draft, seed, position);

    private static int Draw(float[] logits, ulong seed, int position = 1) =>
        new CoupledSampler(new() { Seed = seed, Temperature = 1 }).Sample(logits, new int[position]);

    private static int ArgMax(Func<int, double> score) => Enumerable.Range(0, Target.Length).MaxBy(score);

    private static long[] Count(Func<ulong, int> draw)
    {
        var counts = new long[Target.Length];
        for (var seed = 0UL; seed < Samples; seed++)
            counts[draw(seed)]++;
        return counts;
    }

    private static double[] Softmax(float[] logits, double temperature)
    {
        var weights = logits.Select(logit => Math.Exp(logit / temperature)).ToArray();
        return [.. weights.Select(weight => weight / weights.Sum())];
    }

    /// <summary>Probability that a right sampler's counts are at least this far from what is expected (Pearson's chi-square test).</summary>
    private static double PValue(long[] counts, double[] expected)
    {
        var total = counts.Sum();
        var statistic = counts.Select((count, i) => Math.Pow(count - total * expected[i], 2) / (total * expected[i])).Sum();
        return 1 - ChiSquared.CDF(counts.Length - 1, statistic);
    }

    private sealed class SameRows : ILogitRows
    {
        public ReadOnlySpan<float> this[int row] => Target;
    }
}
