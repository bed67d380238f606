namespace SpecMesh.VerifierService.Text;

/// <summary>Passes text through up to the first stop string, and holds back what may yet become one.</summary>
internal sealed class StopMatcher(IReadOnlyList<string> stops)
{
    private string _held = "";

    /// <summary>The stop string that has appeared. Nothing passes after it. Null: none yet.</summary>
    public string? Match { get; private set; }

    /// <summary>Whether a stop string has appeared.</summary>
    public bool Stopped => Match is not null;

    /// <summary>Takes the next piece of text.</summary>
    /// <returns>The text that is now certain to lie before any stop string.</returns>
    public string Append(string text)
    {
        if (Stopped)
            return "";
        if (stops.Count == 0)
            return text;

        var seen = _held + text;
        (var end, Match) = FirstStop(seen);
        if (Match is not null)
        {
            _held = "";
            return seen[..end];
        }

        end = seen.Length - PossibleStart(seen);
        _held = seen[end..];
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
    /// The stop string that is complete first, the longest of several that are complete at once, and where it starts: so the answer is the
    /// same however tokens cut the text.
    /// </summary>
    private (int Start, string? Stop) FirstStop(string text)
    {
        var (start, end, first) = (-1, int.MaxValue, (string?)null);
        foreach (var stop in stops)
        {
            var at = text.IndexOf(stop, StringComparison.Ordinal);
            if (at >= 0 && (at + stop.Length, at).CompareTo((end, start)) < 0)
                (start, end, first) = (at, at + stop.Length, stop);
        }

        return (start, first);
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
