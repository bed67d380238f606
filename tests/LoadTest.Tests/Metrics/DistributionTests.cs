using CsCheck;
using MathNet.Numerics.Statistics;
using SpecMesh.LoadTest.Metrics;

namespace SpecMesh.LoadTest.Tests.Metrics;

public sealed class DistributionTests
{
    private static readonly Gen<double[]> Values = Gen.Double[-1e6, 1e6].Array[1, 300];

    [Fact]
    public void Percentiles_are_those_of_numpy() =>
        Gen.Select(Values, Gen.Double[0, 100]).Sample(static (values, percent) =>
        {
            var sorted = values.Order().ToArray();
            // Definition R-7 is the one of NumPy.
            Assert.Equal(values.QuantileCustom(percent / 100, QuantileDefinition.R7), Distribution.Percentile(sorted, percent), 1e-6);
        });

    [Fact]
    public void Figures_are_those_of_a_naive_reference() =>
        Values.Sample(static values =>
        {
            var figures = Distribution.Of(values);

            Assert.Equal(values.Length, figures.Count);
            Assert.Equal(values.Mean(), figures.Mean, 1e-6);
            Assert.Equal(values.PopulationStandardDeviation(), figures.Std, 1e-6);
            Assert.Equal(
                (double[])[Naive(values, 50), Naive(values, 90), Naive(values, 95), Naive(values, 99), values.Max()],
                (double[])[figures.P50, figures.P90, figures.P95, figures.P99, figures.Max]);
        });

    [Fact]
    public void Of_nothing_all_figures_are_zero() => Assert.Equal(Distribution.Empty, Distribution.Of([]));

    private static double Naive(double[] values, int percent)
    {
        var sorted = values.Order().ToList();
        var place = (sorted.Count - 1) * (percent / 100.0);
        var (below, above) = ((int)Math.Floor(place), (int)Math.Ceiling(place));
        return below == above ? sorted[below] : sorted[below] + ((place - below) * (sorted[above] - sorted[below]));
    }
}
