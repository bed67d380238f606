namespace SpecMesh.MeshBench.Measures;

/// <summary>All modes at one setting.</summary>
/// <param name="Setting">The setting in words.</param>
/// <param name="X">Its place on the axis of a plot.</param>
/// <param name="Modes">What each mode gave.</param>
/// <param name="Differences">Answers of the mesh that differ from another of its modes; 0 on exact settings.</param>
internal sealed record Comparison(string Setting, double X, IReadOnlyDictionary<string, Measurement> Modes, int Differences)
{
    /// <summary>How many times faster one mode decodes a request than another.</summary>
    public double DecodeRatio(string mode, string to) => Modes[mode].DecodeTokensPerSecond / Modes[to].DecodeTokensPerSecond;

    /// <summary>How many times more tokens one mode gives all clients together than another: of each round.</summary>
    public IReadOnlyList<double> TotalRatios(string mode, string to) =>
        [.. Modes[mode].Totals.Zip(Modes[to].Totals, static (a, b) => a / b)];

    /// <summary>The median of <see cref="TotalRatios"/>.</summary>
    public double TotalRatio(string mode, string to)
    {
        var sorted = TotalRatios(mode, to).Order().ToList();
        return sorted.Count % 2 == 1 ? sorted[sorted.Count / 2] : (sorted[(sorted.Count / 2) - 1] + sorted[sorted.Count / 2]) / 2;
    }
}
