using System.Runtime.InteropServices;

namespace SpecMesh.Inference.Engine;

/// <summary>
/// The rows of one forward pass. Reused from pass to pass so that a steady state allocates nothing.
/// </summary>
/// <remarks>
/// Add the rows of one sequence together, in order of position, and sequences in ascending order. llama.cpp runs neighbours
/// (ids n, n + 1, n + 2, ...) with equal row counts as one pass over the weights and starts another pass at every gap
/// between ids and for every row that a sequence has more than its neighbours: see <see cref="BatchPieces"/>.
/// </remarks>
public sealed class DecodeBatch
{
    private readonly List<int> _tokens = [];
    private readonly List<int> _positions = [];
    private readonly List<int> _sequences = [];
    private readonly List<bool> _wantLogits = [];

    /// <summary>Number of rows.</summary>
    public int Count => _tokens.Count;

    /// <summary>Token id of each row.</summary>
    public ReadOnlySpan<int> Tokens => CollectionsMarshal.AsSpan(_tokens);

    /// <summary>Absolute position of each row in its sequence.</summary>
    public ReadOnlySpan<int> Positions => CollectionsMarshal.AsSpan(_positions);

    /// <summary>Sequence of each row.</summary>
    public ReadOnlySpan<int> Sequences => CollectionsMarshal.AsSpan(_sequences);

    /// <summary>Whether each row's logits are wanted.</summary>
    public ReadOnlySpan<bool> WantLogits => CollectionsMarshal.AsSpan(_wantLogits);

    /// <summary>Appends a row.</summary>
    /// <returns>The row's index, to be given to <see cref="IEngine.Logits"/>.</returns>
    public int Add(int token, int position, int sequence, bool wantLogits)
    {
        _tokens.Add(token);
        _positions.Add(position);
        _sequences.Add(sequence);
        _wantLogits.Add(wantLogits);
        return _tokens.Count - 1;
    }

    /// <summary>Removes all rows and keeps the memory.</summary>
    public void Clear()
    {
        _tokens.Clear();
        _positions.Clear();
        _sequences.Clear();
        _wantLogits.Clear();
    }
}
