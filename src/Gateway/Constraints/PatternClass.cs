namespace SpecMesh.Gateway.Constraints;

/// <summary>A set of characters in a regular expression.</summary>
internal static class PatternClass
{
    private const int LastBeforeSurrogates = 0xD7FF;
    private const int FirstAfterSurrogates = 0xE000;
    private const int Last = 0x10FFFF;

    // What JSON writes in a string as an escape.
    private static readonly (char Character, string Escape)[] Escaped =
        [('"', "\\\""), ('\\', "\\\\"), ('\n', "\\n"), ('\r', "\\r"), ('\t', "\\t"), ('\b', "\\b"), ('\f', "\\f")];

    /// <summary>Everything but ends of lines: what a dot stands for.</summary>
    public static IReadOnlyList<(int Low, int High)> Dot { get; } = Complement([('\n', '\n'), ('\r', '\r'), (0x2028, 0x2029)]);

    // The expression language's, and U+0085, which other readers of it count, too.
    private static readonly (int Low, int High)[] Spaces =
    [
        ('\t', '\r'), (' ', ' '), (0x85, 0x85), (0xA0, 0xA0), (0x1680, 0x1680), (0x2000, 0x200A), (0x2028, 0x2029), (0x202F, 0x202F), (0x205F, 0x205F),
        (0x3000, 0x3000), (0xFEFF, 0xFEFF),
    ];

    /// <summary>The set of a letter after a backslash, such as <c>d</c>; null: the letter has no set.</summary>
    public static IReadOnlyList<(int Low, int High)>? Of(char letter) => letter switch
    {
        'd' => [('0', '9')],
        'w' => [('0', '9'), ('A', 'Z'), ('_', '_'), ('a', 'z')],
        's' => [('\t', '\r'), (' ', ' ')],
        'S' => Complement(Spaces),
        // Readers differ in whether letters and digits of other scripts count, so these are left out.
        'D' or 'W' => Complement([.. Of(char.ToLowerInvariant(letter))!, (0x80, Last)]),
        _ => null,
    };

    public static IReadOnlyList<(int Low, int High)> Complement(IReadOnlyList<(int Low, int High)> ranges)
    {
        var complement = new List<(int, int)>();
        var next = 0;
        foreach (var (low, high) in ranges.Order())
        {
            if (next < low)
                complement.Add((next, low - 1));
            next = Math.Max(next, high + 1);
        }

        if (next <= Last)
            complement.Add((next, Last));
        return complement;
    }

    /// <summary>A symbol of GBNF for the set's characters as JSON writes them in a string; null: it writes none of them.</summary>
    public static string? ToGbnf(IReadOnlyList<(int Low, int High)> ranges)
    {
        var alternatives = new List<string>();
        var plain = ranges.SelectMany(Plain).ToList();
        if (plain.Count > 0)
            alternatives.Add(Gbnf.Set(plain));
        alternatives.AddRange(Escaped.Where(escape => ranges.Any(range => range.Low <= escape.Character && escape.Character <= range.High))
            .Select(static escape => Gbnf.Literal(escape.Escape)));
        return alternatives.Count switch
        {
            0 => null,
            1 => alternatives[0],
            _ => $"({string.Join(" | ", alternatives)})",
        };
    }

    /// <summary>The parts of a range that JSON writes as they are.</summary>
    private static IEnumerable<(int Low, int High)> Plain((int Low, int High) range)
    {
        foreach (var (low, high) in ((int, int)[])
            [(' ', '!'), ('#', '['), (']', '~'), (0x80, LastBeforeSurrogates), (FirstAfterSurrogates, Last)])
        {
            if (Math.Max(low, range.Low) <= Math.Min(high, range.High))
                yield return (Math.Max(low, range.Low), Math.Min(high, range.High));
        }
    }
}
