using SpecMesh.Speculation.Paths;

namespace SpecMesh.Speculation.Tests.Paths;

public sealed class PromptLookupTests
{
    [Theory]
    [InlineData(new[] { 1, 2, 3, 1, 2 }, new[] { 3, 1, 2, 3 }, 2)]
    [InlineData(new[] { 7, 2, 4, 1, 2, 3, 7, 2 }, new[] { 4, 1, 2, 3 }, 2)]
    [InlineData(new[] { 6, 7, 2, 4, 1, 2, 3, 6, 7, 2 }, new[] { 4, 1, 2, 3 }, 3)]
    [InlineData(new[] { 1, 2, 3, 9, 2 }, new[] { 3, 9, 2, 3 }, 1)]
    [InlineData(new[] { 1, 2, 3 }, new[] { 3 }, 0)]
    [InlineData(new[] { 5 }, new[] { 5 }, 0)]
    public void Guesses_what_followed_last_time(int[] text, int[] expected, int match)
    {
        var lookup = new PromptLookup();
        lookup.Learn(text);
        var guesses = new int[4];
        var count = lookup.Continue(text, guesses, out var found);
        Assert.Equal(expected, guesses[..count]);
        Assert.Equal(match, found);
    }

    [Fact]
    public void What_is_learned_bit_by_bit_is_what_is_learned_at_once() =>
        Gen.Select(Gen.Int[0, 4].Array[1, 40], Gen.Int[0, 40]).Sample((text, cut) =>
        {
            var atOnce = new PromptLookup();
            atOnce.Learn(text);
            var byBits = new PromptLookup();
            byBits.Learn(text.AsSpan(0, Math.Min(cut, text.Length)));
            byBits.Learn(text);
            var (first, second) = (new int[8], new int[8]);
            Assert.Equal(atOnce.Continue(text, first, out _), byBits.Continue(text, second, out _));
            Assert.Equal(first, second);
        });
}
