namespace SpecMesh.Speculation.Planning;

/// <summary>What the cost of a forward pass depends on.</summary>
/// <param name="Sequences">Sequences in the pass.</param>
/// <param name="Rows">Rows of each.</param>
/// <param name="Context">Positions that the KV cache holds of all of them together.</param>
public readonly record struct PassShape(int Sequences, int Rows, long Context)
{
    /// <summary>Rows of the whole pass.</summary>
    public int TotalRows => Sequences * Rows;

    /// <summary>Attention's work: each row looks at the positions of its own sequence. In thousands of pairs.</summary>
    internal double Attention => Rows * Context * 1e-3;
}
