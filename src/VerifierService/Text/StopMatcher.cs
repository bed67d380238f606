namespace SpecMesh.VerifierService.Text;

/// <summary>Passes text through up to the first stop string, and holds back what may yet become one.</summary>
internal sealed class StopMatcher(IReadOnlyList<string> stops)
{
    private string _held = "";

    /// <summary>Whether a stop string has appeared. Nothing passes after it.</summary>
    public bool Stopped { get; private set; }

    /// <summary>Takes the next piece of text.</summary>
    /// <returns>The text that is now certain to lie before any stop string.</returns>
    public string Append(string text)
    {
        if (Stopped)
            return "";
        if (stops.Count == 0)
            return text;

        var seen = _held + text;
        var end = FirstStop(seen);
        Stopped = end >= 0;
        if (!Stopped)
            end = seen.Length - PossibleStart(seen);
        _held = Stopped ? "" : seen[end..];
        return seen[..end];
    }

    /// <summary>The text still held back: no more comes, so it is no stop string.</summary>
    public string Flush()
    {
        var held = _held;
        _held = "";
        return held;
    }

    /// <summary>
    /// Where the stop string starts that is complete first, the longest of several that are complete at once: so the answer is the
    /// same however tokens cut the text. -1: none.
    /// </summary>
    private int FirstStop(string text)
    {
        var (start, end) = (-1, int.MaxValue);
        foreach (var stop in stops)
        {
            var at = text.IndexOf(stop, StringComparison.Ordinal);
            if (at >= 0 && (at + stop.Length, at).CompareTo((end, start)) < 0)
                (start, end) = (at, at + stop.Length);
        }

        return start;
    }

    /// <summary>Length of the longest end of the text with which a stop string begins.</summary>
    private int PossibleStart(string text)
    {
        var longest = 0;
        foreach (var stop in stops)
        {
            for (var length = Math.Min(stop.Length - 1, text.Length); length > longest; length--)
            {
                if (text.AsSpan(text.Length - length).SequenceEqual(stop.AsSpan(0, length)))
                    longest = length;
            }
        }

        return longest;
    }
}
