namespace SpecMesh.Speculation.Paths;

/// <summary>
/// Goes along a text that the caller expects the answer to repeat, such as a file that is to be changed a little, and says what should
/// come next. After a difference it finds the place where the answer is back in the text.
/// </summary>
/// <param name="expected">The expected tokens.</param>
/// <param name="start">Position at which the answer begins.</param>
public sealed class PredictedText(int[] expected, int start)
{
    // So many equal tokens in a row show where in the text an answer is.
    private const int WayBack = 3;

    private Place _place = new(Next: 0, From: 0);

    // Decided tokens of the answer that the place is the one after.
    private int _seen;

    /// <summary>Guesses the tokens that follow <paramref name="path"/>.</summary>
    /// <param name="path">All tokens; at least the prompt.</param>
    /// <param name="decided">How many of them are decided.</param>
    /// <param name="guesses">Receives the guesses.</param>
    /// <returns>How many there are: 0 where the answer is not in the text, or at its end.</returns>
    public int Continue(ReadOnlySpan<int> path, int decided, Span<int> guesses)
    {
        var answer = path[start..];
        for (; _seen < decided - start; _seen++)
            _place = Step(_place, answer[..(_seen + 1)]);
        var place = _place;
        for (var seen = _seen; seen < answer.Length; seen++)
            place = Step(place, answer[..(seen + 1)]);
        if (place.Next < 0)
            return 0;

        var rest = expected.AsSpan(place.Next);
        rest = rest[..Math.Min(rest.Length, guesses.Length)];
        rest.CopyTo(guesses);
        return rest.Length;
    }

    /// <summary>The place after one more token, the last of <paramref name="answer"/>.</summary>
    private Place Step(Place place, ReadOnlySpan<int> answer)
    {
        if (place.Next >= 0 && place.Next < expected.Length && expected[place.Next] == answer[^1])
            return new Place(place.Next + 1, place.Next + 1);
        if (answer.Length < WayBack)
            return place with { Next = -1 };

        // What follows the place that was lost is likelier than what repeats earlier text.
        var run = answer[^WayBack..];
        var found = expected.AsSpan(place.From).IndexOf(run);
        found = found >= 0 ? place.From + found : expected.AsSpan().IndexOf(run);
        return found >= 0 ? new Place(found + WayBack, found + WayBack) : place with { Next = -1 };
    }

    /// <param name="Next">Index of the expected token that should come next; negative: the answer has left the text.</param>
    /// <param name="From">Index after the last expected token that came.</param>
    private readonly record struct Place(int Next, int From);
}
