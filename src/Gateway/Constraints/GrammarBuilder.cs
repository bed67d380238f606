using System.Globalization;
using System.Text;

namespace SpecMesh.Gateway.Constraints;

/// <summary>Collects the rules of a grammar.</summary>
internal sealed class GrammarBuilder
{
    private readonly Dictionary<string, string> _rules = new(StringComparer.Ordinal);
    private readonly HashSet<string> _shared = new(StringComparer.Ordinal);
    private int _count;

    /// <summary>A name for a rule that is defined later, so that it can refer to itself.</summary>
    public string Reserve() => string.Create(CultureInfo.InvariantCulture, $"n{++_count}");

    public void Define(string name, string body) => _rules.Add(name, body);

    /// <summary>Makes a rule and gives its name.</summary>
    public string Add(string body)
    {
        var name = Reserve();
        Define(name, body);
        return name;
    }

    /// <summary>One of <see cref="JsonGrammar"/>'s rules; those that it uses come with it.</summary>
    public string Json(string name)
    {
        if (_shared.Add(name))
        {
            var (body, uses) = JsonGrammar.Rules[name];
            Define(name, body);
            foreach (var used in uses)
                Json(used);
        }

        return name;
    }

    /// <summary>The grammar's text.</summary>
    /// <param name="root">What the whole text is.</param>
    public string Build(string root)
    {
        var text = new StringBuilder().Append("root ::= ").Append(root).Append('\n');
        foreach (var (name, body) in _rules)
            text.Append(name).Append(" ::= ").Append(body).Append('\n');
        return text.ToString();
    }
}
