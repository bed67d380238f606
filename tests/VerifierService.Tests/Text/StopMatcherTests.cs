using SpecMesh.VerifierService.Text;

namespace SpecMesh.VerifierService.Tests.Text;

public sealed class StopMatcherTests
{
    // Few letters, so that stop strings overlap each other and the text.
    private static readonly Gen<string> Words = Gen.Char["abc"].Array[1, 4].Select(letters => new string(letters));
    private static readonly Gen<string> Texts = Gen.Char["abc"].Array[0, 30].Select(letters => new string(letters));

    [Theory]
    [InlineData("hello world", "wor", "hello ")]
    [InlineData("hello world", "ld", "hello wor")]
    [InlineData("hello world", "worm", "hello world")]
    [InlineData("aaab", "aab", "a")]
    [InlineData("stop", "stop", "")]
    public void Text_passes_up_to_the_stop_string(string text, string stop, string expected)
    {
        foreach (var piece in new[] { 1, 2, 3, 100 })
            Assert.Equal(expected, Run(new StopMatcher([stop]), text.Chunk(piece).Select(chars => new string(chars))));
    }

    [Fact]
    public void What_can_become_a_stop_string_is_held_back_and_comes_later()
    {
        var matcher = new StopMatcher(["END"]);
        Assert.Equal("the ", matcher.Append("the E"));
        Assert.Equal("", matcher.Append("N"));
        Assert.Equal("ENE", matcher.Append("EEN")[..3]);
        Assert.Equal("EN", matcher.Flush());
        Assert.False(matcher.Stopped);
    }

    [Fact]
    public void However_a_text_is_cut_the_same_gets_out() =>
        Gen.Select(Texts, Words.Array[0, 4], Gen.Int[0, 5].Array[0, 40]).Sample((text, stops, cuts) =>
        {
            var whole = new StopMatcher(stops);
            var cut = new StopMatcher(stops);
            Assert.Equal(Run(whole, [text]), Run(cut, Cut(text, cuts)));
            Assert.Equal(whole.Stopped, cut.Stopped);
        }, iter: 20_000);

    [Fact]
    public void What_gets_out_is_the_text_up_to_the_stop_string_that_is_first_complete() =>
        Gen.Select(Texts, Words.Array[0, 4], Gen.Int[0, 5].Array[0, 40]).Sample((text, stops, cuts) =>
        {
            var expected = text;
            string? first = null;
            for (var end = 0; end <= text.Length; end++)
            {
                var ending = stops.Where(stop => text[..end].EndsWith(stop, StringComparison.Ordinal)).ToArray();
                if (ending.Length == 0)
                    continue;
                first = ending.MaxBy(stop => stop.Length)!;
                expected = text[..(end - first.Length)];
                break;
            }

            var matcher = new StopMatcher(stops);
            Assert.Equal(expected, Run(matcher, Cut(text, cuts)));
            Assert.Equal(first, matcher.Match);
        }, iter: 20_000);

    private static string Run(StopMatcher matcher, IEnumerable<string> pieces) =>
        string.Concat(pieces.Select(matcher.Append).ToArray()) + matcher.Flush();

    private static IEnumerable<string> Cut(string text, int[] lengths)
    {
        foreach (var length in lengths)
        {
            var end = Math.Min(length, text.Length);
            yield return text[..end];
            text = text[end..];
        }

        yield return text;
    }
}
