using SpecMesh.Inference.Engine;
using SpecMesh.Inference.Grammars;
using SpecMesh.Speculation.Sampling;

namespace SpecMesh.NodeHosting;

/// <summary>Keeps a generation within a grammar. For one thread at a time.</summary>
public sealed class GrammarConstraint : IRewindableConstraint
{
    // Twice as many as a verifier takes from a draft beyond what is decided: nobody goes back further.
    private const int MostKept = 1024;

    private readonly GrammarMatcher _matcher;
    // The last entry is the position after all accepted tokens; the first ones are dropped when there are many.
    private readonly List<GrammarPosition> _positions;

    /// <param name="grammar">The grammar.</param>
    /// <param name="vocabulary">The model's vocabulary.</param>
    /// <exception cref="GrammarException">The grammar is too ambiguous from the start.</exception>
    public GrammarConstraint(Grammar grammar, IVocabulary vocabulary)
    {
        _matcher = new GrammarMatcher(grammar, vocabulary);
        _positions = [_matcher.Start];
    }

    /// <inheritdoc/>
    public int Accepted { get; private set; }

    /// <inheritdoc/>
    public bool Allows(int token) => TryAdvance(token, out _);

    /// <inheritdoc/>
    public void Mask(Span<float> logits)
    {
        try
        {
            _matcher.Mask(_positions[^1], logits);
        }
        catch (GrammarException e)
        {
            throw new ConstraintException(e.Message, e);
        }
    }

    /// <inheritdoc/>
    public void Accept(int token)
    {
        if (!TryAdvance(token, out var next))
            throw new ConstraintException($"The grammar does not allow token {token} here.");
        if (_positions.Count == MostKept)
            _positions.RemoveRange(0, MostKept / 2);
        _positions.Add(next);
        Accepted++;
    }

    /// <inheritdoc/>
    public void Rewind(int accepted)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(accepted, Accepted);
        var kept = _positions.Count - (Accepted - accepted);
        if (kept < 1)
            throw new ConstraintException($"The grammar cannot be gone back to token {accepted}: too much has come since.");
        _positions.RemoveRange(kept, _positions.Count - kept);
        Accepted = accepted;
    }

    private bool TryAdvance(int token, out GrammarPosition next)
    {
        try
        {
            return _matcher.TryAdvance(_positions[^1], token, out next);
        }
        catch (GrammarException e)
        {
            throw new ConstraintException(e.Message, e);
        }
    }
}
