namespace SpecMesh.Inference.Grammars;

/// <summary>A set of Unicode characters: what stands between <c>[</c> and <c>]</c>.</summary>
internal sealed class CharSet
{
    private const int LastBeforeSurrogates = 0xD7FF;
    private const int FirstAfterSurrogates = 0xE000;
    private const int Last = 0x10FFFF;

    // In order, with gaps between.
    private readonly (int Low, int High)[] _ranges;

    private CharSet((int Low, int High)[] ranges) => _ranges = ranges;

    /// <summary>Every character but U+0000, which no text of a model holds on purpose.</summary>
    public static CharSet Any { get; } = Of([], negated: true);

    /// <param name="ranges">First and last code point of each, in any order.</param>
    /// <param name="negated">Whether the set holds everything else.</param>
    public static CharSet Of(IEnumerable<(int Low, int High)> ranges, bool negated)
    {
        var merged = Merge(ranges);
        return new CharSet([.. Clip(negated ? Complement(merged) : merged)]);
    }

    public bool Contains(int codePoint) => Overlaps(codePoint, codePoint);

    /// <summary>Whether the set holds a character from <paramref name="low"/> to <paramref name="high"/>.</summary>
    public bool Overlaps(int low, int high)
    {
        foreach (var range in _ranges)
        {
            if (high < range.Low)
                return false;
            if (low <= range.High)
                return true;
        }

        return false;
    }

    private static List<(int Low, int High)> Merge(IEnumerable<(int Low, int High)> ranges)
    {
        var merged = new List<(int Low, int High)>();
        foreach (var range in ranges.Order())
        {
            if (merged.Count > 0 && range.Low <= merged[^1].High + 1)
                merged[^1] = (merged[^1].Low, Math.Max(merged[^1].High, range.High));
            else
                merged.Add(range);
        }

        return merged;
    }

    private static IEnumerable<(int Low, int High)> Complement(List<(int Low, int High)> ranges)
    {
        var next = 1;
        foreach (var (low, high) in ranges)
        {
            if (next < low)
                yield return (next, low - 1);
            next = high + 1;
        }

        if (next <= Last)
            yield return (next, Last);
    }

    private static IEnumerable<(int Low, int High)> Clip(IEnumerable<(int Low, int High)> ranges)
    {
        foreach (var (low, high) in ranges)
        {
            if (Math.Max(low, 1) <= Math.Min(high, LastBeforeSurrogates))
                yield return (Math.Max(low, 1), Math.Min(high, LastBeforeSurrogates));
            if (Math.Max(low, FirstAfterSurrogates) <= Math.Min(high, Last))
                yield return (Math.Max(low, FirstAfterSurrogates), Math.Min(high, Last));
        }
    }
}
