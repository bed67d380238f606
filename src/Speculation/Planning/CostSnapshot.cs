using System.Collections.Immutable;

namespace SpecMesh.Speculation.Planning;

/// <summary>What a <see cref="CostModel"/> has learned, as plain numbers that can be written to a file.</summary>
/// <param name="Plane">Sums of the least-squares fit.</param>
/// <param name="Shapes">Mean costs of single shapes.</param>
public sealed record CostSnapshot(ImmutableArray<double> Plane, ImmutableArray<CostSnapshot.Shape> Shapes)
{
    /// <param name="Sequences">Sequences in the pass.</param>
    /// <param name="Rows">Rows of each.</param>
    /// <param name="Seconds">Mean cost without attention.</param>
    /// <param name="Count">Passes that it is the mean of.</param>
    public sealed record Shape(int Sequences, int Rows, double Seconds, int Count);
}
