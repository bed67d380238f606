namespace SpecMesh.Inference.Grammars;

/// <summary>A grammar, ready to be followed. Immutable and safe to use from any thread.</summary>
/// <remarks>
/// The notation is llama.cpp's GBNF. It is followed by SpecMesh's own code because the text comes from clients and must not be able to
/// end or hold up a node: every length, depth and number of steps is bounded.
/// </remarks>
public sealed class Grammar
{
    private const string RootName = "root";

    private readonly int[][] _starts;
    private readonly Element[] _code;
    private readonly CharSet[] _sets;
    private readonly int _root;

    private Grammar(RuleTable rules, int root)
    {
        _root = root;
        _sets = [.. rules.Sets];
        _starts = new int[rules.Count][];
        var code = new List<Element>();
        for (var rule = 0; rule < rules.Count; rule++)
        {
            var alternatives = rules[rule];
            var starts = new int[alternatives.Count];
            for (var i = 0; i < starts.Length; i++)
            {
                starts[i] = code.Count;
                code.AddRange(alternatives[i]);
                code.Add(default);
            }

            _starts[rule] = starts;
        }

        _code = [.. code];
    }

    /// <summary>Positions at which the alternatives of the rule <c>root</c> begin.</summary>
    internal ReadOnlySpan<int> RootStarts => _starts[_root];

    /// <summary>Reads a grammar.</summary>
    /// <exception cref="GrammarException">It is malformed, too large, or cannot be followed; the message says what and where.</exception>
    public static Grammar Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var rules = GbnfParser.Parse(text);
        if (rules.Find(RootName) is not { } root)
            throw new GrammarException($"The grammar has no rule '{RootName}', with which texts begin.");
        if (rules.Undefined is { } missing)
            throw new GrammarException($"The grammar uses the rule '{missing}' but does not define it.");
        if (LeftRecursion.Find(rules) is { } recursive)
        {
            throw new GrammarException(
                $"The rule '{rules.NameOf(recursive)}' can begin with itself (left recursion), so it would never come to a character. Let something else come first.");
        }

        return new Grammar(rules, root);
    }

    internal Element At(int position) => _code[position];

    internal ReadOnlySpan<int> StartsOf(int rule) => _starts[rule];

    /// <summary>Whether the symbol at a position is a character from <paramref name="low"/> to <paramref name="high"/>.</summary>
    internal bool Matches(int position, int low, int high)
    {
        var element = _code[position];
        return element.Kind == ElementKind.Char ? low <= element.Value && element.Value <= high : _sets[element.Value].Overlaps(low, high);
    }
}
