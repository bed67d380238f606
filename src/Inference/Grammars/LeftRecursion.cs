namespace SpecMesh.Inference.Grammars;

/// <summary>Finds rules that can begin with themselves and go on after that: following one would open it again and again before any character.</summary>
/// <remarks>A rule that ends with what can be itself, such as a repetition of something that may be empty, opens nothing and is harmless.</remarks>
internal static class LeftRecursion
{
    /// <returns>A rule that can begin with itself; null: there is none.</returns>
    public static int? Find(RuleTable rules)
    {
        var empty = EmptyRules(rules);
        var components = Components.Of(rules.Count, rule => FirstRules(rules, rule, empty).Select(static first => first.Rule));
        for (var rule = 0; rule < rules.Count; rule++)
        {
            foreach (var (first, isLast) in FirstRules(rules, rule, empty))
            {
                if (!isLast && components[first] == components[rule])
                    return rule;
            }
        }

        return null;
    }

    /// <summary>The rules with which a rule can begin, which have nothing but rules that can be empty before them, and whether nothing comes after.</summary>
    private static IEnumerable<(int Rule, bool IsLast)> FirstRules(RuleTable rules, int rule, bool[] empty)
    {
        foreach (var alternative in rules[rule])
        {
            for (var i = 0; i < alternative.Length && alternative[i].Kind == ElementKind.Rule; i++)
            {
                yield return (alternative[i].Value, i == alternative.Length - 1);
                if (!empty[alternative[i].Value])
                    break;
            }
        }
    }

    private static bool[] EmptyRules(RuleTable rules)
    {
        // An alternative is empty once all of its symbols are; each rule that turns out empty is taken off those that use it.
        var empty = new bool[rules.Count];
        var users = new List<(int Rule, int[] Left)>?[rules.Count];
        var found = new Queue<int>();
        for (var rule = 0; rule < rules.Count; rule++)
        {
            foreach (var alternative in rules[rule])
            {
                if (alternative.Any(static element => element.Kind != ElementKind.Rule))
                    continue;
                int[] left = [alternative.Length];
                foreach (var element in alternative)
                    (users[element.Value] ??= []).Add((rule, left));
                if (alternative.Length == 0)
                    Add(rule);
            }
        }

        while (found.TryDequeue(out var rule))
        {
            foreach (var (user, left) in users[rule] ?? [])
            {
                if (--left[0] == 0)
                    Add(user);
            }
        }

        return empty;

        void Add(int rule)
        {
            if (empty[rule])
                return;
            empty[rule] = true;
            found.Enqueue(rule);
        }
    }
}
