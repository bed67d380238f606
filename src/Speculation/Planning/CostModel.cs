namespace SpecMesh.Speculation.Planning;

/// <summary>What a forward pass costs, learned from the passes that were run.</summary>
/// <remarks>
/// Two parts: a straight line over the number of rows, fitted by least squares with fading memory, which answers for shapes
/// not seen yet; and a running mean for each shape that was, since real costs have steps that no line shows.
/// </remarks>
public sealed class CostModel
{
    // A line through the origin region that only breaks ties until the first passes are measured.
    private const double PriorBase = 10e-3;
    private const double PriorPerRow = 1e-3;
    private const double PriorWeight = 0.5;
    private const double Fade = 0.98;
    private const double ShapeGain = 0.2;
    private const int TrustedAfter = 3;

    // A clock that did not move must not make a pass free.
    private const double LeastSeconds = 1e-6;

    private readonly Dictionary<(int Sequences, int Rows), (double Seconds, int Count)> _shapes = [];
    private double _weight, _sumRows, _sumRowsSquared, _sumSeconds, _sumRowsSeconds;

    public CostModel()
    {
        // Two virtual passes pin the line until real ones outweigh them.
        Accumulate(1, PriorBase + PriorPerRow, PriorWeight);
        Accumulate(16, PriorBase + 16 * PriorPerRow, PriorWeight);
    }

    /// <summary>Takes in a measured pass.</summary>
    /// <param name="sequences">Sequences in the pass.</param>
    /// <param name="rows">Rows of each.</param>
    /// <param name="elapsed">How long it took.</param>
    public void Observe(int sequences, int rows, TimeSpan elapsed)
    {
        var seconds = Math.Max(LeastSeconds, elapsed.TotalSeconds);
        _weight *= Fade;
        _sumRows *= Fade;
        _sumRowsSquared *= Fade;
        _sumSeconds *= Fade;
        _sumRowsSeconds *= Fade;
        Accumulate(sequences * rows, seconds, 1);

        var (mean, count) = _shapes.GetValueOrDefault((sequences, rows));
        mean = count == 0 ? seconds : mean + ShapeGain * (seconds - mean);
        _shapes[(sequences, rows)] = (mean, count + 1);
    }

    /// <summary>Expected seconds of a pass.</summary>
    public double Seconds(int sequences, int rows)
    {
        if (_shapes.TryGetValue((sequences, rows), out var shape) && shape.Count >= TrustedAfter)
            return shape.Seconds;

        var determinant = _weight * _sumRowsSquared - _sumRows * _sumRows;
        var slope = Math.Max(0, (_weight * _sumRowsSeconds - _sumRows * _sumSeconds) / determinant);
        var intercept = (_sumSeconds - slope * _sumRows) / _weight;
        return Math.Max(LeastSeconds, intercept + slope * sequences * rows);
    }

    private void Accumulate(int rows, double seconds, double weight)
    {
        _weight += weight;
        _sumRows += weight * rows;
        _sumRowsSquared += weight * rows * rows;
        _sumSeconds += weight * seconds;
        _sumRowsSeconds += weight * rows * seconds;
    }
}
