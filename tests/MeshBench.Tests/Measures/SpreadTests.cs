using SpecMesh.MeshBench.Measures;

namespace SpecMesh.MeshBench.Tests.Measures;

/// <summary>Verdicts of the bench rest on these figures.</summary>
public sealed class SpreadTests
{
    [Fact]
    public void The_median_of_an_odd_number_is_the_middle_one() => Assert.Equal(3, new Spread([100, 1, 3]).Median);

    [Fact]
    public void The_median_of_an_even_number_is_between_two() => Assert.Equal(2.5, new Spread([4, 1, 3, 2]).Median);

    // Deviations -1, 0, 1: variance 1 with two degrees of freedom, by three measurements.
    [Fact]
    public void The_standard_error_is_that_of_the_mean() => Assert.Equal(Math.Sqrt(1.0 / 3), new Spread([4, 5, 6]).StandardError, 12);

    [Fact]
    public void One_measurement_has_no_standard_error() => Assert.Equal(double.NaN, new Spread([4]).StandardError);
}
