using System.Numerics;

namespace SpecMesh.Speculation.Tests.Sampling;

/// <summary>The limits of the race leave out no token that could win, however close it comes.</summary>
public sealed class LeaderTests
{
    [Fact]
    public void A_token_whose_score_is_level_or_better_is_never_ruled_out() =>
        Gen.Select(Temperatures, Levels, Gen.UInt, Gen.OneOf(Gen.UInt, Gen.UInt[uint.MaxValue - 10, uint.MaxValue]), Gen.Int[-3, 3])
            .Sample((temperature, logit, word, otherWord, steps) =>
            {
                var leader = new Leader(temperature, Cutoff.None, 5, logit, word);
                var best = Score(temperature, logit, word);

                // The logit that makes the other token level, and some of its neighbours.
                var level = (float)(temperature * (best - GumbelNoise.Of(otherWord)));
                for (; steps > 0; steps--)
                    level = MathF.BitIncrement(level);
                for (; steps < 0; steps++)
                    level = MathF.BitDecrement(level);

                if (!float.IsFinite(level) || Score(temperature, level, otherWord) < best)
                    return;
                var bound = new Vector<float>(level) + temperature * GumbelNoise.UpperBound(new Vector<uint>(otherWord));
                Assert.False(bound[0] < leader.LeastBound);
                Assert.False(level < leader.LeastLogit);
            }, iter: 100_000);

    [Fact]
    public void A_token_far_behind_is_ruled_out()
    {
        var leader = new Leader(1, Cutoff.None, 5, 20, 0x8000_0000);
        Assert.InRange(leader.LeastLogit, -2.51f, -2.49f);
        Assert.InRange(leader.LeastBound, 20.36f, 20.37f);
    }

    [Fact]
    public void On_a_tie_the_lower_id_leads_whichever_comes_first()
    {
        foreach (var (first, second) in new[] { (3, 8), (8, 3) })
        {
            var leader = new Leader(1, Cutoff.None, first, 2, 77);
            leader.Challenge(second, 2, 77);
            Assert.Equal(3, leader.Token);
        }
    }

    [Fact]
    public void A_token_beyond_the_cutoff_takes_no_part()
    {
        var leader = new Leader(1, new Cutoff(2, 6), 5, 2, 0);
        leader.Challenge(7, 2, uint.MaxValue);
        leader.Challenge(1, 1.9f, uint.MaxValue);
        Assert.Equal(5, leader.Token);
        leader.Challenge(6, 2, uint.MaxValue);
        Assert.Equal(6, leader.Token);
    }

    private static Gen<float> Temperatures { get; } = Gen.Float[-40, 38].Select(exponent => MathF.Pow(10, exponent)).Where(t => t > 0);

    private static Gen<float> Levels { get; } =
        Gen.OneOf(Gen.Float[-40, 40], Gen.Select(Gen.Float[-40, 38], Gen.Bool, (e, negative) => (negative ? -1 : 1) * MathF.Pow(10, e)));

    private static double Score(float temperature, float logit, uint word) => (double)logit / temperature + GumbelNoise.Of(word);
}
