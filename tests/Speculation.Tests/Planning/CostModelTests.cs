using SpecMesh.Speculation.Planning;

namespace SpecMesh.Speculation.Tests.Planning;

public sealed class CostModelTests
{
    [Fact]
    public void Steps_are_followed_after_a_few_passes()
    {
        // 20 ms up to 4 rows, 50 ms beyond: as when a kernel's tile is full.
        var model = new CostModel();
        for (var i = 0; i < 4; i++)
        {
            foreach (var rows in new[] { 2, 4, 5, 8 })
                model.Observe(1, rows, Milliseconds(rows <= 4 ? 20 : 50));
        }

        Assert.Equal(0.020, model.Seconds(1, 4), 0.001);
        Assert.Equal(0.050, model.Seconds(1, 5), 0.001);
    }

    [Fact]
    public void A_shape_never_seen_costs_what_the_line_through_the_others_says()
    {
        var model = Costs.Learned((sequences, rows) => 10 + 2 * sequences * rows);
        Assert.Equal(0.010 + 0.002 * 10 * 20, model.Seconds(10, 20), 0.02);
    }

    [Fact]
    public void An_outlier_is_forgotten()
    {
        var model = new CostModel();
        for (var i = 0; i < 10; i++)
            model.Observe(1, 4, Milliseconds(20));
        model.Observe(1, 4, Milliseconds(2000));
        for (var i = 0; i < 30; i++)
            model.Observe(1, 4, Milliseconds(20));
        Assert.Equal(0.020, model.Seconds(1, 4), 0.002);
    }

    [Fact]
    public void A_cold_first_pass_is_forgotten()
    {
        var model = new CostModel();
        model.Observe(1, 4, Milliseconds(500));
        for (var i = 0; i < 30; i++)
            model.Observe(1, 4, Milliseconds(20));
        Assert.Equal(0.020, model.Seconds(1, 4), 0.002);
    }

    [Fact]
    public void Whatever_was_measured_a_cost_is_a_positive_number() =>
        Gen.Select(Gen.Int[1, 8], Gen.Int[1, 64], Gen.Double[0, 1000]).Array[0, 50].Sample(passes =>
        {
            var model = new CostModel();
            foreach (var (sequences, rows, milliseconds) in passes)
                model.Observe(sequences, rows, Milliseconds(milliseconds));
            for (var rows = 1; rows <= 64; rows++)
            {
                var seconds = model.Seconds(2, rows);
                Assert.True(double.IsFinite(seconds) && seconds > 0, $"{rows} rows cost {seconds} s");
            }
        });

    private static TimeSpan Milliseconds(double value) => TimeSpan.FromMilliseconds(value);
}
