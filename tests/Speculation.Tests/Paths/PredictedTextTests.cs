using SpecMesh.Speculation.Paths;

namespace SpecMesh.Speculation.Tests.Paths;

public sealed class PredictedTextTests
{
    private static readonly int[] Prompt = [1, 2];
    private static readonly int[] Expected = [10, 11, 12, 13, 14, 15, 16, 17, 18, 19];

    [Fact]
    public void It_begins_with_the_beginning_and_goes_on_as_long_as_the_answer_does() => Check(
        (Answer: [], Guesses: [10, 11, 12]),
        (Answer: [10, 11], Guesses: [12, 13, 14]),
        (Answer: [10, 11, 12, 13, 14, 15, 16, 17, 18], Guesses: [19]),
        (Answer: Expected, Guesses: []));

    [Fact]
    public void After_a_difference_it_waits_until_the_answer_is_back() => Check(
        (Answer: [10, 11, 99], Guesses: []),
        (Answer: [10, 11, 99, 13], Guesses: []),
        (Answer: [10, 11, 99, 13, 14, 15], Guesses: [16, 17, 18]));

    [Fact]
    public void It_follows_what_was_left_out_and_what_was_put_in() => Check(
        (Answer: [10, 14, 15, 16], Guesses: [17, 18, 19]),
        (Answer: [10, 14, 15, 16, 99, 98, 97, 17, 18, 19], Guesses: []));

    [Fact]
    public void It_finds_the_next_place_that_fits_before_an_earlier_one()
    {
        var text = new PredictedText([1, 2, 3, 4, 1, 2, 3, 5, 1, 2, 3, 6], start: 0);
        var guesses = new int[1];
        Assert.Equal(1, text.Continue([1, 2, 3, 4, 1, 2, 3, 9, 1, 2, 3], decided: 11, guesses));
        Assert.Equal(6, guesses[0]);
    }

    [Fact]
    public void Tokens_that_are_not_decided_are_followed_and_can_be_taken_back()
    {
        var text = new PredictedText(Expected, Prompt.Length);
        var guesses = new int[2];

        Assert.Equal(2, text.Continue([.. Prompt, 10, 11, 12], decided: 3, guesses));
        Assert.Equal([13, 14], guesses);
        Assert.Equal(0, text.Continue([.. Prompt, 10, 99], decided: 3, guesses));
        Assert.Equal(2, text.Continue([.. Prompt, 10], decided: 3, guesses));
        Assert.Equal([11, 12], guesses);
    }

    private static void Check(params (int[] Answer, int[] Guesses)[] steps)
    {
        var text = new PredictedText(Expected, Prompt.Length);
        foreach (var (answer, expected) in steps)
        {
            var guesses = new int[3];
            var count = text.Continue([.. Prompt, .. answer], Prompt.Length + answer.Length, guesses);
            Assert.Equal(expected, guesses[..count]);
        }
    }
}
