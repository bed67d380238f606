using SpecMesh.Speculation.Paths;

namespace SpecMesh.Speculation.Tests.Paths;

public sealed class SuccessorGuessTests
{
    [Theory]
    [InlineData(new[] { 1, 2, 3, 1, 2 }, 3)]
    [InlineData(new[] { 7, 2, 4, 1, 2, 3, 7, 2 }, 4)]
    [InlineData(new[] { 1, 2, 3, 9, 2 }, 3)]
    [InlineData(new[] { 1, 2, 3 }, 3)]
    [InlineData(new[] { 5 }, 5)]
    public void Guesses_what_followed_last_time(int[] text, int expected)
    {
        var guess = new SuccessorGuess();
        guess.Learn(text);
        Assert.Equal(expected, guess.Next(text));
    }

    [Fact]
    public void What_is_learned_bit_by_bit_is_what_is_learned_at_once() =>
        Gen.Select(Gen.Int[0, 4].Array[1, 40], Gen.Int[0, 40]).Sample((text, cut) =>
        {
            var atOnce = new SuccessorGuess();
            atOnce.Learn(text);
            var byBits = new SuccessorGuess();
            byBits.Learn(text.AsSpan(0, Math.Min(cut, text.Length)));
            byBits.Learn(text);
            Assert.Equal(atOnce.Next(text), byBits.Next(text));
        });
}
