namespace SpecMesh.LoadTest.Metrics;

/// <summary>A set of values in the figures that results show.</summary>
/// <param name="Count">How many values.</param>
/// <param name="Mean">Arithmetic mean; this and all others are 0 where there is no value.</param>
/// <param name="Std">Standard deviation of these values (divided by their number, as NumPy does).</param>
/// <param name="P50">The median.</param>
/// <param name="P90">Percentile.</param>
/// <param name="P95">Percentile.</param>
/// <param name="P99">Percentile.</param>
/// <param name="Max">The greatest.</param>
internal sealed record Distribution(int Count, double Mean, double Std, double P50, double P90, double P95, double P99, double Max)
{
    public static Distribution Empty { get; } = new(0, 0, 0, 0, 0, 0, 0, 0);

    public static Distribution Of(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        if (sorted.Length == 0)
            return Empty;
        var mean = sorted.Average();
        return new Distribution(
            sorted.Length,
            mean,
            Math.Sqrt(sorted.Sum(value => (value - mean) * (value - mean)) / sorted.Length),
            Percentile(sorted, 50),
            Percentile(sorted, 90),
            Percentile(sorted, 95),
            Percentile(sorted, 99),
            sorted[^1]);
    }

    public static Distribution OfMilliseconds(IEnumerable<TimeSpan> values) => Of(values.Select(static value => value.TotalMilliseconds));

    /// <summary>Linear between the two nearest values, NumPy's default.</summary>
    /// <param name="sorted">At least one value, rising.</param>
    /// <param name="percent">0 to 100.</param>
    public static double Percentile(ReadOnlySpan<double> sorted, double percent)
    {
        var place = percent / 100 * (sorted.Length - 1);
        var below = (int)place;
        return below + 1 < sorted.Length ? sorted[below] + ((place - below) * (sorted[below + 1] - sorted[below])) : sorted[below];
    }
}
