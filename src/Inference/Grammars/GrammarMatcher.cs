using SpecMesh.Inference.Engine;

namespace SpecMesh.Inference.Grammars;

/// <summary>
/// Says which tokens of a vocabulary a grammar allows. Positions are values: whoever keeps one can go back to it. For one thread at a time.
/// </summary>
/// <remarks>Tokens without text are never allowed, except those that end a generation, where the text may end.</remarks>
public sealed class GrammarMatcher
{
    private readonly IVocabulary _vocabulary;
    private readonly TokenTrie _trie;
    private readonly GrammarMachine _machine;

    /// <exception cref="GrammarException">The grammar is too ambiguous from the start.</exception>
    public GrammarMatcher(Grammar grammar, IVocabulary vocabulary)
    {
        ArgumentNullException.ThrowIfNull(grammar);
        ArgumentNullException.ThrowIfNull(vocabulary);
        _vocabulary = vocabulary;
        _trie = TokenTrie.Of(vocabulary);
        _machine = new GrammarMachine(grammar);
        Start = new GrammarPosition(_machine.Start());
    }

    /// <summary>Before any token.</summary>
    public GrammarPosition Start { get; }

    /// <summary>Goes on by one token.</summary>
    /// <param name="from">The position before it.</param>
    /// <param name="token">A token id of the vocabulary.</param>
    /// <param name="to">The position after it, if it is allowed.</param>
    /// <returns>Whether the grammar allows it.</returns>
    /// <exception cref="GrammarException">The grammar is too ambiguous to be followed.</exception>
    public bool TryAdvance(GrammarPosition from, int token, out GrammarPosition to)
    {
        to = new GrammarPosition(GrammarState.Dead);
        if (_vocabulary.IsEndOfGeneration(token))
            return from is { IsWhole: true, State.CanEnd: true };
        var piece = _vocabulary.Piece(token).Span;
        if (piece.IsEmpty)
            return false;

        _machine.BeginToken();
        to = from;
        foreach (var value in piece)
        {
            to = to.After(value, _machine);
            if (to.IsDead)
                return false;
        }

        return true;
    }

    /// <summary>Forbids every token that may not follow: its logit becomes negative infinity.</summary>
    /// <param name="at">The position.</param>
    /// <param name="logits">One per token id from 0 on.</param>
    /// <exception cref="GrammarException">The grammar is too ambiguous to be followed.</exception>
    public void Mask(GrammarPosition at, Span<float> logits)
    {
        var allowed = Allowed(at);
        for (var token = 0; token < logits.Length; token++)
        {
            if (token >> 6 >= allowed.Length || (allowed[token >> 6] >> token & 1) == 0)
                logits[token] = float.NegativeInfinity;
        }
    }

    private ulong[] Allowed(GrammarPosition at)
    {
        if (at.IsWhole && at.State.Tokens is { } known)
            return known;
        _machine.BeginToken();
        var allowed = _trie.Allowed(at, _machine);
        if (at is { IsWhole: true, IsDead: false })
            at.State.Tokens = allowed;
        return allowed;
    }
}
