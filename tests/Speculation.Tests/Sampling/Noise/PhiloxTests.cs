namespace SpecMesh.Speculation.Tests.Sampling.Noise;

public sealed class PhiloxTests
{
    /// <summary>The known answers for philox4x32-10 that Random123 publishes: zeros, ones, and digits of pi.</summary>
    [Theory]
    [InlineData(0x00000000_00000000UL, 0u, 0u, 0u, 0u, 0x6627e8d5u, 0xe169c58du, 0xbc57ac4cu, 0x9b00dbd8u)]
    [InlineData(0xffffffff_ffffffffUL, ~0u, ~0u, ~0u, ~0u, 0x408f276du, 0x41c83b0eu, 0xa20bc7c6u, 0x6d5451fdu)]
    [InlineData(
        0x299f31d0_a4093822UL, 0x243f6a88u, 0x85a308d3u, 0x13198a2eu, 0x03707344u, 0xd16cfe09u, 0x94fdccebu, 0x5001e420u, 0x24126ea1u)]
    public void Block_gives_the_published_answers(
        ulong key, uint c0, uint c1, uint c2, uint c3, uint x0, uint x1, uint x2, uint x3) =>
        Assert.Equal((x0, x1, x2, x3), Philox.Block(key, c0, c1, c2, c3));

    [Fact]
    public void Uniform_takes_the_word_of_its_token_from_the_counter_of_its_position() =>
        Gen.Select(Gen.ULong, Gen.Int[0, int.MaxValue], Gen.Int[0, 300_000]).Sample((seed, position, token) =>
        {
            var (x0, x1, x2, x3) = Philox.Block(seed, (uint)(token / 4), (uint)position, 0, 0);
            var word = new[] { x0, x1, x2, x3 }[token % 4];
            Assert.Equal((word + 0.5) / Math.Pow(2, 32), Philox.Uniform(seed, position, token));
        });

    [Fact]
    public void Uniform_is_never_0_or_1()
    {
        Assert.True(Philox.ToUniform(0) > 0);
        Assert.True(Philox.ToUniform(uint.MaxValue) < 1);
    }
}
