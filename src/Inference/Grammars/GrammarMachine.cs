using System.Runtime.InteropServices;

namespace SpecMesh.Inference.Grammars;

/// <summary>Follows a grammar character by character, along all ways to read the text at once. Not thread-safe: it remembers where it has been.</summary>
/// <remarks>
/// A stack is a linked list whose equal ends are shared, and a rule that ends with another leaves nothing on it, so repetition comes back to the
/// same state: the state after a character is mostly known already, as in a finite automaton that is built while it runs.
/// </remarks>
internal sealed class GrammarMachine(Grammar grammar)
{
    private readonly Dictionary<(int Position, int Below), GrammarStack> _stacks = [];
    private readonly HashSet<GrammarState> _states = new(new GrammarState.Comparer());
    private readonly Stack<(int Position, GrammarStack? Below)> _open = [];
    private readonly HashSet<(int Position, int Below)> _seen = [];
    private readonly List<GrammarStack> _found = [];
    private int _lastId;
    private int _steps;

    /// <summary>Begins to count steps anew.</summary>
    public void BeginToken() => _steps = 0;

    /// <summary>The state before any text.</summary>
    public GrammarState Start()
    {
        foreach (var start in grammar.RootStarts)
            _open.Push((start, null));
        return Close();
    }

    /// <summary>The state after one more character.</summary>
    /// <exception cref="GrammarException">The grammar is too ambiguous to be followed.</exception>
    public GrammarState Next(GrammarState state, int codePoint)
    {
        if (state.Remembered(codePoint) is { } known)
            return known;
        foreach (var stack in state.Stacks)
        {
            CountStep();
            if (grammar.Matches(stack.Position, codePoint, codePoint))
                _open.Push((stack.Position + 1, stack.Rest));
        }

        var next = Close();
        state.Remember(codePoint, next);
        return next;
    }

    /// <summary>Whether a character from <paramref name="low"/> to <paramref name="high"/> may follow.</summary>
    public bool Allows(GrammarState state, int low, int high)
    {
        foreach (var stack in state.Stacks)
        {
            CountStep();
            if (grammar.Matches(stack.Position, low, high))
                return true;
        }

        return false;
    }

    /// <summary>Goes into rules and out of them, from the open positions to characters.</summary>
    private GrammarState Close()
    {
        var canEnd = false;
        while (_open.TryPop(out var top))
        {
            CountStep();
            var (position, rest) = top;
            if (!_seen.Add((position, rest?.Id ?? 0)))
                continue;
            var element = grammar.At(position);
            switch (element.Kind)
            {
                case ElementKind.End when rest is null:
                    canEnd = true;
                    break;
                case ElementKind.End:
                    _open.Push((rest.Position, rest.Rest));
                    break;
                case ElementKind.Rule:
                    var after = grammar.At(position + 1).Kind == ElementKind.End ? rest : StackOf(position + 1, rest);
                    foreach (var start in grammar.StartsOf(element.Value))
                        _open.Push((start, after));
                    break;
                default:
                    _found.Add(StackOf(position, rest));
                    break;
            }
        }

        return TakeState(canEnd);
    }

    private GrammarState TakeState(bool canEnd)
    {
        if (_found.Count > GrammarLimits.Stacks)
            throw TooAmbiguous();
        _found.Sort(static (x, y) => x.Id.CompareTo(y.Id));
        var state = _found.Count == 0 && !canEnd ? GrammarState.Dead : new GrammarState([.. _found], canEnd);
        _found.Clear();
        _seen.Clear();
        if (_states.TryGetValue(state, out var known))
            return known;
        if (_states.Count >= GrammarLimits.States)
            Forget();
        _states.Add(state);
        return state;
    }

    private GrammarStack StackOf(int position, GrammarStack? rest)
    {
        ref var stack = ref CollectionsMarshal.GetValueRefOrAddDefault(_stacks, (position, rest?.Id ?? 0), out _);
        return stack ??= new GrammarStack(++_lastId, position, rest);
    }

    // Ids go on, so what is forgotten here but still in use elsewhere is not mistaken for something new.
    private void Forget()
    {
        _states.Clear();
        _stacks.Clear();
    }

    private void CountStep()
    {
        if (++_steps > GrammarLimits.Steps)
            throw TooAmbiguous();
    }

    private GrammarException TooAmbiguous()
    {
        _open.Clear();
        _seen.Clear();
        _found.Clear();
        return new GrammarException("The grammar is too ambiguous: there are too many ways to read the text so far. Make alternatives differ in their first characters.");
    }
}
