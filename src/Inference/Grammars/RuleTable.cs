namespace SpecMesh.Inference.Grammars;

/// <summary>The rules of a grammar while it is read: each a list of alternatives.</summary>
internal sealed class RuleTable
{
    private readonly Dictionary<string, int> _numbers = new(StringComparer.Ordinal);
    private readonly List<string> _names = [];
    private readonly List<IReadOnlyList<Element[]>?> _rules = [];
    private readonly List<CharSet> _sets = [];
    private int _elements;

    public int Count => _rules.Count;

    public IReadOnlyList<CharSet> Sets => _sets;

    /// <summary>A rule's alternatives.</summary>
    public IReadOnlyList<Element[]> this[int rule] => _rules[rule]!;

    /// <summary>The name of a rule, or of the rule that it was split off from.</summary>
    public string NameOf(int rule) => _names[rule];

    /// <summary>The first rule that is used but has no definition; null: there is none.</summary>
    public string? Undefined => _rules.IndexOf(null) is >= 0 and var rule ? _names[rule] : null;

    /// <summary>The rule of this name, defined or not; null: nobody has named it.</summary>
    public int? Find(string name) => _numbers.TryGetValue(name, out var rule) ? rule : null;

    public int Named(string name)
    {
        if (!_numbers.TryGetValue(name, out var rule))
            _numbers[name] = rule = Reserve(name);
        return rule;
    }

    /// <summary>A number for a rule without a name of its own.</summary>
    public int Reserve(string name)
    {
        _names.Add(name);
        _rules.Add(null);
        return _rules.Count - 1;
    }

    /// <returns>False if it has a definition already.</returns>
    public bool Define(int rule, IReadOnlyList<Element[]> alternatives)
    {
        if (_rules[rule] is not null)
            return false;
        foreach (var alternative in alternatives)
            Charge(alternative.Length + 1);
        _rules[rule] = alternatives;
        return true;
    }

    /// <summary>Counts symbols before they take memory.</summary>
    /// <exception cref="GrammarException">There are too many.</exception>
    public void Charge(int elements)
    {
        _elements += elements;
        if (_elements > GrammarLimits.Elements)
            throw new GrammarException($"The grammar has more than {GrammarLimits.Elements} symbols, repetitions written out. Make it smaller.");
    }

    public Element Add(CharSet set)
    {
        _sets.Add(set);
        return new Element(ElementKind.Set, _sets.Count - 1);
    }
}
