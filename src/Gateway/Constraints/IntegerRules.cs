using System.Globalization;
using System.Text.Json;

namespace SpecMesh.Gateway.Constraints;

/// <summary>Rules for integers, within limits if there are any.</summary>
internal static class IntegerRules
{
    // What a double holds exactly, which is what JSON's readers promise.
    private const long Most = 9_007_199_254_740_991;

    public static string Add(GrammarBuilder builder, SchemaNode schema)
    {
        var least = Limit(schema, "minimum", 0) ?? Limit(schema, "exclusiveMinimum", 1);
        var most = Limit(schema, "maximum", 0) ?? Limit(schema, "exclusiveMaximum", -1);
        if (least is null && most is null)
            return builder.Json(JsonGrammar.Integer);
        if ((least ?? -Most) > (most ?? Most))
            throw schema.Wrong(schema.Has("maximum") ? "maximum" : "exclusiveMaximum", "leaves no integer");
        return builder.Add(string.Join(" | ", Between(least ?? -Most, most ?? Most)));
    }

    private static long? Limit(SchemaNode schema, string keyword, int step)
    {
        if (schema.Find(keyword) is not { } value)
            return null;
        var other = keyword.StartsWith("exclusive", StringComparison.Ordinal) ? keyword["exclusive".Length..].ToLowerInvariant() : null;
        if (other is not null && schema.Has(other))
            throw schema.Unsupported(keyword, $"is not supported beside '{other}'");
        return value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var limit) && Math.Abs(limit) <= Most
            ? limit + step
            : throw schema.Wrong(keyword, "must be an integer that a double can hold");
    }

    private static IEnumerable<string> Between(long least, long most)
    {
        if (least < 0)
        {
            foreach (var range in Positive(Math.Max(1, -most), -least))
                yield return $"\"-\" {range}";
        }

        if (least <= 0 && most >= 0)
            yield return "\"0\"";
        if (most > 0)
        {
            foreach (var range in Positive(Math.Max(1, least), most))
                yield return range;
        }
    }

    /// <summary>Integers from 1 on: by their number of digits, and then by the digits in which the limits differ.</summary>
    private static IEnumerable<string> Positive(long least, long most)
    {
        for (var low = least; low <= most;)
        {
            var high = Math.Min(most, checked((long)Math.Pow(10, Digits(low).Length)) - 1);
            foreach (var range in SameLength(Digits(low), Digits(high)))
                yield return range;
            low = high + 1;
        }
    }

    private static IEnumerable<string> SameLength(string low, string high)
    {
        if (low.Length == 0)
            return [""];
        if (low.All(static digit => digit == '0') && high.All(static digit => digit == '9'))
            return [Gbnf.Repeat("[0-9]", low.Length, low.Length)];
        if (low[0] == high[0])
            return Prefixed(Digit(low[0], low[0]), SameLength(low[1..], high[1..]));

        var rest = low.Length - 1;
        var ranges = Prefixed(Digit(low[0], low[0]), SameLength(low[1..], new string('9', rest)));
        if (low[0] + 1 < high[0])
            ranges = ranges.Concat(Prefixed(Digit((char)(low[0] + 1), (char)(high[0] - 1)), SameLength(new string('0', rest), new string('9', rest))));
        return ranges.Concat(Prefixed(Digit(high[0], high[0]), SameLength(new string('0', rest), high[1..])));
    }

    private static IEnumerable<string> Prefixed(string digit, IEnumerable<string> rests) => rests.Select(rest => rest.Length == 0 ? digit : $"{digit} {rest}");

    private static string Digit(char low, char high) => low == high ? $"\"{low}\"" : $"[{low}-{high}]";

    private static string Digits(long value) => value.ToString(CultureInfo.InvariantCulture);
}
