using CsCheck;
using SpecMesh.AppHost.Local;

namespace SpecMesh.AppHost.Tests.Local;

public sealed class RestartPolicyTests
{
    private static readonly RestartPolicy Policy = new(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(60));

    [Fact]
    public void Waits_double_up_to_the_longest() =>
        Assert.Equal([1, 2, 4, 8, 16, 30, 30], Enumerable.Range(1, 7).Select(deaths => Policy.Wait(deaths).TotalSeconds));

    [Fact]
    public void No_number_of_deaths_leads_out_of_bounds() =>
        Gen.Int[1, int.MaxValue].Sample(deaths => Assert.InRange(Policy.Wait(deaths), Policy.First, Policy.Longest));

    [Theory]
    [InlineData(59, 5)]
    [InlineData(60, 1)]
    public void A_service_that_was_healthy_for_long_starts_over(double seconds, int expected) =>
        Assert.Equal(expected, Policy.Count(before: 4, healthyFor: TimeSpan.FromSeconds(seconds)));
}
