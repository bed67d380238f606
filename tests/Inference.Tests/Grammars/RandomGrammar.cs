namespace SpecMesh.Inference.Tests.Grammars;

/// <summary>Small grammars over two letters, among them recursive and ambiguous ones and some that are refused.</summary>
internal static class RandomGrammar
{
    /// <summary>Every word of up to four letters.</summary>
    public static IReadOnlyList<string> Words { get; } = [.. Enumerable.Range(0, 5).SelectMany(WordsOf)];

    public static Gen<string> Texts { get; } = Gen.Int[1, 3].SelectMany(rules =>
        Enumerable.Range(0, rules).Select(rule => Alternatives(rule, rules, depth: 2).Select(body => $"{Name(rule)} ::= {body}"))
            .Aggregate((all, next) => Gen.Select(all, next, (texts, text) => $"{texts}\n{text}")));

    /// <summary>One of these.</summary>
    public static Gen<string> Among(params string[] values) => Gen.Int[0, values.Length - 1].Select(i => values[i]);

    private static Gen<string> Alternatives(int rule, int rules, int depth) =>
        Sequence(rule, rules, depth).Array[1, 3].Select(alternatives => string.Join(" | ", alternatives));

    // Rules refer to themselves and to earlier ones behind the first symbol only, or most grammars would be left-recursive.
    private static Gen<string> Sequence(int rule, int rules, int depth) => Gen.Frequency(
        (1, Gen.Const("\"\"")),
        (9, Gen.Select(
            Symbol(rule + 1, rules, depth), Gen.Select(Symbol(0, rules, depth), Repetitions, (symbol, repetition) => symbol + repetition).Array[0, 2],
            (first, rest) => string.Join(' ', rest.Prepend(first)))));

    private static Gen<string> Repetitions { get; } = Among("", "", "", "*", "+", "?", "{2}", "{1,2}", "{0,3}", "{1,}");

    private static Gen<string> Symbol(int firstRule, int rules, int depth)
    {
        var letters = Among("\"a\"", "\"b\"", "\"ab\"", "[ab]", "[^a]", ".");
        var simple = firstRule < rules ? Gen.Frequency((3, letters), (1, Gen.Int[firstRule, rules - 1].Select(Name))) : letters;
        return depth == 0
            ? simple
            : Gen.Frequency((4, simple), (1, Gen.Select(Alternatives(firstRule - 1, rules, depth - 1), Repetitions, (inner, repetition) => $"({inner}){repetition}")));
    }

    private static string Name(int rule) => rule == 0 ? "root" : $"r{rule}";

    private static IEnumerable<string> WordsOf(int length) =>
        Enumerable.Range(0, 1 << length).Select(bits => string.Concat(Enumerable.Range(0, length).Select(i => (bits >> i & 1) == 0 ? 'a' : 'b')));
}
