using System.Numerics;

namespace SpecMesh.Speculation.Tests.Sampling.Noise;

public sealed class GumbelNoiseTests
{
    [Fact]
    public void The_bound_lies_at_most_its_error_below_the_noise()
    {
        Gen.UInt.Sample(AssertBounded, iter: 100_000);
        for (var shift = 0; shift < 32; shift++)
        {
            foreach (var offset in new[] { -2, -1, 0, 1, 2 })
            {
                AssertBounded(unchecked((1u << shift) + (uint)offset));
                AssertBounded(unchecked(~(1u << shift) + (uint)offset));
            }
        }
    }

    [Fact]
    public void The_bound_is_close_where_noise_is_great() =>
        Gen.UInt[0xF000_0000, uint.MaxValue - 100].Sample(word => Assert.InRange(UpperBound(word), 0, GumbelNoise.Of(word) + 0.11), iter: 10_000);

    [Fact]
    public void No_noise_is_greater_than_that_of_the_last_word() =>
        Gen.UInt.Sample(word => Assert.True(GumbelNoise.Of(word) <= GumbelNoise.Greatest));

    private static void AssertBounded(uint word) =>
        Assert.True(UpperBound(word) >= GumbelNoise.Of(word) - GumbelNoise.BoundError, $"word {word}");

    private static float UpperBound(uint word) => GumbelNoise.UpperBound(new Vector<uint>(word))[0];
}
