namespace SpecMesh.Speculation.Planning;

/// <summary>What a forward pass costs, learned from the passes that were run.</summary>
/// <remarks>
/// Two parts. A plane over rows and attention work, fitted by least squares with fading memory, answers for shapes not seen yet. A running
/// mean for each shape that was seen follows the steps that real costs have and no plane shows; attention's share is taken out of it,
/// so that it holds for any context. A shape that has not been run for long is believed less and less, so that one bad spell does not
/// rule it out for ever.
/// </remarks>
public sealed class CostModel
{
    private const double Fade = 0.98;
    private const double ShapeGain = 0.2;

    // Passes of a shape after which its mean is settled.
    private const int Settled = 3;

    // Passes after which half of the trust in a shape's own mean has gone.
    private const double TrustHalfLife = 1000;

    // An outlier is another process taking the cores; it counts, but no more than this many times what was expected.
    private const double MostSurprise = 3;

    // A clock that did not move must not make a pass free.
    private const double LeastSeconds = 1e-6;

    private readonly Dictionary<(int Sequences, int Rows), ShapeMean> _shapes = [];
    private readonly CostPlane _plane = new();
    private long _passes;

    /// <summary>Takes in a measured pass.</summary>
    public void Observe(PassShape shape, TimeSpan elapsed)
    {
        var seconds = Math.Max(LeastSeconds, elapsed.TotalSeconds);
        _passes++;
        var key = (shape.Sequences, shape.Rows);
        var mean = _shapes.GetValueOrDefault(key);
        if (mean.Count >= Settled)
            seconds = Math.Min(seconds, MostSurprise * Seconds(shape));
        _plane.Observe(shape, seconds, Fade);

        var own = seconds - _plane.AttentionSeconds(shape);
        _shapes[key] = new ShapeMean(
            mean.Count switch
            {
                0 => own,
                // The first passes of a shape are often cold ones, and nothing makes a pass too fast.
                < Settled => Math.Min(mean.Seconds, own),
                _ => mean.Seconds + (ShapeGain * (own - mean.Seconds)),
            },
            mean.Count + 1,
            _passes);
    }

    /// <summary>Expected seconds of a pass.</summary>
    public double Seconds(PassShape shape)
    {
        var seconds = _plane.Seconds(shape);
        if (_shapes.TryGetValue((shape.Sequences, shape.Rows), out var mean))
        {
            var trust = (1 - Math.Pow(0.5, mean.Count)) * Math.Pow(0.5, (_passes - mean.LastPass) / TrustHalfLife);
            seconds += trust * (mean.Seconds + _plane.AttentionSeconds(shape) - seconds);
        }

        return Math.Max(LeastSeconds, seconds);
    }

    /// <summary>Expected seconds of passes of 1, 2, 3, … rows of each sequence, never falling.</summary>
    /// <remarks>
    /// A pass could be filled up with rows that nobody needs, so it never costs more than a larger one. This mends what a bad spell leaves
    /// behind: a shape that was slow once is not avoided, and so never measured again, while larger ones are known to be faster.
    /// </remarks>
    /// <param name="sequences">Sequences in the pass.</param>
    /// <param name="context">As in <see cref="PassShape"/>.</param>
    /// <param name="byRows">Gets the seconds; entry 0 is for one row.</param>
    public void Seconds(int sequences, long context, Span<double> byRows)
    {
        var least = double.PositiveInfinity;
        for (var rows = byRows.Length; rows > 0; rows--)
            byRows[rows - 1] = least = Math.Min(least, Seconds(new PassShape(sequences, rows, context)));
    }

    /// <summary>What was learned, to be kept for the next start.</summary>
    public CostSnapshot Save() => new(
        _plane.Save(),
        [.. _shapes.Select(static shape => new CostSnapshot.Shape(
            shape.Key.Sequences, shape.Key.Rows, shape.Value.Seconds, shape.Value.Count))]);

    /// <summary>Goes on from what an earlier run has learned. Bad numbers are left out.</summary>
    public void Load(CostSnapshot snapshot)
    {
        ArgumentNullException.ThrowIfNull(snapshot);
        _plane.Load(snapshot.Plane);
        foreach (var shape in snapshot.Shapes)
        {
            if (shape is { Sequences: > 0, Rows: > 0, Count: > 0 } && double.IsFinite(shape.Seconds))
                _shapes[(shape.Sequences, shape.Rows)] = new ShapeMean(shape.Seconds, shape.Count, LastPass: 0);
        }
    }

    private readonly record struct ShapeMean(double Seconds, int Count, long LastPass);
}
