using System.Globalization;
using System.Text;

namespace SpecMesh.Gateway.Constraints;

/// <summary>Pieces of GBNF text.</summary>
internal static class Gbnf
{
    /// <summary>A text as a quoted literal.</summary>
    public static string Literal(string text)
    {
        var literal = new StringBuilder("\"");
        foreach (var rune in text.EnumerateRunes())
            Append(literal, rune.Value, escaped: "\"\\");
        return literal.Append('"').ToString();
    }

    /// <summary>A set of characters in brackets.</summary>
    /// <param name="ranges">First and last code point of each; at least one.</param>
    public static string Set(IEnumerable<(int Low, int High)> ranges)
    {
        var set = new StringBuilder("[");
        foreach (var (low, high) in ranges)
        {
            Append(set, low, escaped: "[]-\\^");
            if (high == low)
                continue;
            set.Append('-');
            Append(set, high, escaped: "[]-\\^");
        }

        return set.Append(']').ToString();
    }

    /// <summary>A symbol so many times.</summary>
    /// <param name="symbol">One symbol: a rule's name, a literal, a set, or something in parentheses.</param>
    /// <param name="least">Fewest.</param>
    /// <param name="most">Most; null: no limit.</param>
    public static string Repeat(string symbol, int least, int? most) => (least, most) switch
    {
        (0, null) => $"{symbol}*",
        (1, null) => $"{symbol}+",
        (0, 1) => $"{symbol}?",
        (1, 1) => symbol,
        (_, null) => string.Create(CultureInfo.InvariantCulture, $"{symbol}{{{least},}}"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{symbol}{{{least},{most}}}"),
    };

    private static void Append(StringBuilder text, int codePoint, string escaped)
    {
        // Escapes of code points have no neighbours to be mistaken for.
        if (codePoint is >= ' ' and < 0x7F && !escaped.Contains((char)codePoint, StringComparison.Ordinal))
            text.Append((char)codePoint);
        else
            text.Append(CultureInfo.InvariantCulture, $"\\U{codePoint:X8}");
    }
}
