namespace SpecMesh.Speculation.Tests.Sampling.Noise;

/// <summary>Every register width gives the words of the scalar generator. Widths that this machine lacks are left out.</summary>
public sealed class PhiloxRowTests
{
    [Fact]
    public void A_row_has_the_words_of_its_tokens() =>
        Cases.Sample((seed, position, block, length) =>
        {
            var words = new uint[length];
            new PhiloxRow(seed).Fill(position, 4 * block, words);
            AssertWords(seed, position, 4 * block, words);
        });

    [Fact]
    public void Registers_of_every_width_give_the_same_words() =>
        Cases.Sample((seed, position, block, length) =>
        {
            var row = new PhiloxRow(seed);
            AssertWidth<CounterLanes128>(row, seed, position, block, length);
            AssertWidth<CounterLanes256>(row, seed, position, block, length);
            AssertWidth<CounterLanes512>(row, seed, position, block, length);
        });

    /// <summary>The first of the known answers that Random123 publishes; the others have counters that no token has.</summary>
    [Fact]
    public void The_first_words_of_seed_and_position_0_are_the_published_ones()
    {
        var words = new uint[256];
        new PhiloxRow(0).Fill(0, 0, words);
        Assert.Equal([0x6627e8d5u, 0xe169c58du, 0xbc57ac4cu, 0x9b00dbd8u], words[..4]);
    }

    private static Gen<(ulong Seed, int Position, int Block, int Length)> Cases { get; } =
        Gen.Select(Gen.ULong, Gen.Int[0, int.MaxValue], Gen.Int[0, 100_000], Gen.Int[0, 300]);

    private static void AssertWidth<TLanes>(PhiloxRow row, ulong seed, int position, int block, int length)
        where TLanes : struct, ICounterLanes<TLanes>
    {
        if (!TLanes.IsSupported)
            return;
        var words = new uint[length];
        var filled = row.FillBlocks<TLanes>(position, 4 * block, words);
        Assert.True(length - filled < 16 * TLanes.Count);
        AssertWords(seed, position, 4 * block, words[..filled]);
        Assert.All(words[filled..], word => Assert.Equal(0u, word));
    }

    private static void AssertWords(ulong seed, int position, int first, uint[] words)
    {
        for (var i = 0; i < words.Length; i++)
            Assert.Equal(Philox.Word(seed, position, first + i), words[i]);
    }
}
