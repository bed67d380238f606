using SpecMesh.Inference.Grammars;

namespace SpecMesh.Inference.Tests.Grammars;

/// <summary>The definition of a grammar's language, with no thought of speed: where each rule can end that begins at each place of a text.</summary>
internal sealed class NaiveGrammar(string grammar)
{
    private readonly RuleTable _rules = GbnfParser.Parse(grammar);

    public bool Accepts(string text)
    {
        // Grows to the least fixed point: what is found in one round lets the next find more.
        var ends = new HashSet<int>[_rules.Count, text.Length + 1];
        for (var rule = 0; rule < _rules.Count; rule++)
        {
            for (var at = 0; at <= text.Length; at++)
                ends[rule, at] = [];
        }

        for (var grown = true; grown;)
        {
            grown = false;
            for (var rule = 0; rule < _rules.Count; rule++)
            {
                for (var at = 0; at <= text.Length; at++)
                {
                    foreach (var alternative in _rules[rule])
                    {
                        HashSet<int> reached = [at];
                        foreach (var element in alternative)
                            reached = [.. reached.SelectMany(place => After(element, place))];
                        foreach (var end in reached)
                            grown |= ends[rule, at].Add(end);
                    }
                }
            }
        }

        return ends[_rules.Find("root")!.Value, 0].Contains(text.Length);

        IEnumerable<int> After(Element element, int place) => element.Kind switch
        {
            ElementKind.Rule => ends[element.Value, place].ToArray(),
            ElementKind.Char => place < text.Length && text[place] == element.Value ? [place + 1] : [],
            _ => place < text.Length && _rules.Sets[element.Value].Contains(text[place]) ? [place + 1] : [],
        };
    }
}
