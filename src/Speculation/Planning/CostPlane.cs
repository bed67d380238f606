using System.Collections.Immutable;

namespace SpecMesh.Speculation.Planning;

/// <summary>Seconds of a pass as a constant, plus so much a row, plus so much for attention's work: weighted least squares.</summary>
internal sealed class CostPlane
{
    // What is believed before the first pass is measured; it only breaks ties.
    private const double PriorBase = 10e-3;
    private const double PriorPerRow = 1e-3;
    private const double PriorWeight = 0.5;

    // Keeps the attention slope near 0 until contexts of different lengths were seen.
    private const double Ridge = 1e-2;

    // Normal equations: weight, rows, attention, rows², rows·attention, attention², and the right-hand sides.
    private double _n, _r, _a, _rr, _ra, _aa, _s, _sr, _sa;
    private double _base, _perRow, _perAttention;

    public CostPlane()
    {
        Accumulate(1, 0, PriorBase + PriorPerRow, PriorWeight);
        Accumulate(16, 0, PriorBase + (16 * PriorPerRow), PriorWeight);
        Solve();
    }

    public double Seconds(PassShape shape) => _base + (_perRow * shape.TotalRows) + AttentionSeconds(shape);

    public double AttentionSeconds(PassShape shape) => _perAttention * shape.Attention;

    public void Observe(PassShape shape, double seconds, double fade)
    {
        _n *= fade;
        _r *= fade;
        _a *= fade;
        _rr *= fade;
        _ra *= fade;
        _aa *= fade;
        _s *= fade;
        _sr *= fade;
        _sa *= fade;
        Accumulate(shape.TotalRows, shape.Attention, seconds, 1);
        Solve();
    }

    public ImmutableArray<double> Save() => [_n, _r, _a, _rr, _ra, _aa, _s, _sr, _sa];

    public void Load(ImmutableArray<double> sums)
    {
        if (sums.IsDefault || sums.Length != 9 || !sums.All(double.IsFinite) || sums[0] <= 0)
            return;
        (_n, _r, _a, _rr, _ra, _aa, _s, _sr, _sa) = (sums[0], sums[1], sums[2], sums[3], sums[4], sums[5], sums[6], sums[7], sums[8]);
        Solve();
    }

    private void Accumulate(double rows, double attention, double seconds, double weight)
    {
        _n += weight;
        _r += weight * rows;
        _a += weight * attention;
        _rr += weight * rows * rows;
        _ra += weight * rows * attention;
        _aa += weight * attention * attention;
        _s += weight * seconds;
        _sr += weight * rows * seconds;
        _sa += weight * attention * seconds;
    }

    /// <summary>Solves the centred equations. A slope that comes out negative is noise: it is 0, and the other is fitted alone.</summary>
    private void Solve()
    {
        var (rows, attention, seconds) = (_r / _n, _a / _n, _s / _n);
        var rr = Math.Max(0, (_rr / _n) - (rows * rows)) + 1e-9;
        var aa = Math.Max(0, (_aa / _n) - (attention * attention)) + Ridge;
        var ra = (_ra / _n) - (rows * attention);
        var sr = (_sr / _n) - (rows * seconds);
        var sa = (_sa / _n) - (attention * seconds);
        var determinant = (rr * aa) - (ra * ra);
        _perRow = ((sr * aa) - (sa * ra)) / determinant;
        _perAttention = ((sa * rr) - (sr * ra)) / determinant;
        if (_perAttention < 0)
            (_perRow, _perAttention) = (sr / rr, 0);
        if (_perRow < 0)
            (_perRow, _perAttention) = (0, Math.Max(0, sa / aa));
        _base = seconds - (_perRow * rows) - (_perAttention * attention);
    }
}
