using SpecMesh.Speculation.Planning;

namespace SpecMesh.Speculation.Tests.Planning;

public sealed class DraftDistanceTests
{
    [Fact]
    public void Tells_the_way_from_the_guessing() =>
        Gen.Select(Gen.Double[0, 200], Gen.Double[0.01, 20], Gen.Int[1, 32].Array[60, 100]).Sample((way, perToken, blocks) =>
        {
            var distance = Learned(way, perToken, blocks);

            Assert.Equal(way / 1000, distance.WaySeconds, 1e-5);
            Assert.Equal((way + (7 * perToken)) / 1000, distance.ArrivalSeconds(7), 1e-5);
        });

    [Theory]
    [InlineData(1)]
    [InlineData(31)]
    public void A_draft_nearby_has_one_block_under_way_however_long_it_guesses(int tokens)
    {
        var near = Learned(way: 1, perToken: 2, tokens);
        Assert.Equal(1, near.BlocksUnderWay(tokens, passSeconds: 0.05));
        Assert.Equal(near.ArrivalSeconds(tokens), near.WaitSeconds(tokens, passSeconds: 0.05));
    }

    [Fact]
    public void A_draft_farther_away_has_as_many_as_there_are_passes_on_the_way()
    {
        var far = Learned(way: 100, perToken: 0, 8);
        Assert.Equal(3, far.BlocksUnderWay(8, passSeconds: 0.05));
        Assert.Equal(2, far.BlocksUnderWay(8, passSeconds: 0.2));
        Assert.Equal(0, far.WaitSeconds(8, passSeconds: 0.05));
    }

    [Fact]
    public void Short_blocks_do_not_make_guesses_look_dear() =>
        Gen.Select(Gen.Double[0.1, 5], Gen.Double[0.1, 2], Gen.Shuffle(new[] { 1, 2, 3, 4, 5, 6 })).Sample((once, perToken, blocks) =>
        {
            var distance = new DraftDistance();
            foreach (var tokens in Enumerable.Repeat(blocks, 50).SelectMany(static again => again))
            {
                var drafting = TimeSpan.FromMilliseconds(once + (perToken * tokens));
                distance.Observe(drafting, drafting, tokens);
            }

            // What a block of 16 takes is judged from blocks of at most 6; time over tokens would add the share of a short block for each of its tokens.
            var error = distance.ArrivalSeconds(16) - ((once + (perToken * 16)) / 1000);
            Assert.InRange(error, -1e-5, 0.5 * once * (16 - blocks.Average()) / blocks.Average() / 1000);
        });

    private static DraftDistance Learned(double way, double perToken, params int[] blocks)
    {
        var distance = new DraftDistance();
        foreach (var tokens in Enumerable.Repeat(blocks, 100).SelectMany(static again => again))
        {
            var drafting = TimeSpan.FromMilliseconds(perToken * tokens);
            distance.Observe(TimeSpan.FromMilliseconds(way) + drafting, drafting, tokens);
        }

        return distance;
    }
}
