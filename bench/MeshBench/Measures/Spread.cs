namespace SpecMesh.MeshBench.Measures;

/// <summary>What several measurements of one thing say about it.</summary>
/// <param name="values">The measurements, independent of each other.</param>
internal sealed class Spread(IReadOnlyCollection<double> values)
{
    public double Mean => values.Average();

    /// <summary>The middle one, or the mean of the two in the middle: what a few disturbed measurements do not move.</summary>
    public double Median
    {
        get
        {
            var ordered = values.Order().ToArray();
            return (ordered[(ordered.Length - 1) / 2] + ordered[ordered.Length / 2]) / 2;
        }
    }

    /// <summary>The standard error of the mean; not a number for a single measurement.</summary>
    public double StandardError
    {
        get
        {
            var mean = Mean;
            return Math.Sqrt(values.Sum(value => (value - mean) * (value - mean)) / (values.Count - 1) / values.Count);
        }
    }
}
