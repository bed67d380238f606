using System.Numerics;

namespace SpecMesh.Speculation.Sampling.Filters;

/// <summary>Finds, in ascending order, the tokens whose logit is at least a limit, many at a time where there are few.</summary>
/// <remarks>The limit may be raised on the way. Logits must not be NaN.</remarks>
internal ref struct TokensAtLeast(ReadOnlySpan<float> logits, float least)
{
    private readonly ReadOnlySpan<float> _logits = logits;
    private int _next;
    private int _blockEnd;

    /// <summary>The limit. One that is NaN leaves nothing out.</summary>
    public float Least { get; set; } = least;

    public int Current { get; private set; }

    /// <summary>Starts at this token instead of the first.</summary>
    public TokensAtLeast From(int token) => this with { _next = token, _blockEnd = token };

    public readonly TokensAtLeast GetEnumerator() => this;

    public bool MoveNext()
    {
        do
        {
            while (_next < _blockEnd)
            {
                Current = _next++;
                if (!(_logits[Current] < Least))
                    return true;
            }
        }
        while (FindBlock());

        return false;
    }

    private bool FindBlock()
    {
        var least = new Vector<float>(Least);
        while (_next + Vector<float>.Count <= _logits.Length && Vector.LessThanAll(new Vector<float>(_logits[_next..]), least))
            _next += Vector<float>.Count;
        _blockEnd = Math.Min(_next + Vector<float>.Count, _logits.Length);
        return _next < _blockEnd;
    }
}
