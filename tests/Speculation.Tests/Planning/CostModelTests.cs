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
                model.Observe(Shape(1, rows), Milliseconds(rows <= 4 ? 20 : 50));
        }

        Assert.Equal(0.020, model.Seconds(Shape(1, 4)), 0.002);
        Assert.Equal(0.050, model.Seconds(Shape(1, 5)), 0.002);
    }

    [Fact]
    public void A_shape_never_seen_costs_what_the_line_through_the_others_says()
    {
        var model = Costs.Learned((sequences, rows) => 10 + 2 * sequences * rows);
        Assert.Equal(0.010 + 0.002 * 10 * 20, model.Seconds(Shape(10, 20)), 0.02);
    }

    [Fact]
    public void An_outlier_is_forgotten()
    {
        var model = new CostModel();
        for (var i = 0; i < 10; i++)
            model.Observe(Shape(1, 4), Milliseconds(20));
        model.Observe(Shape(1, 4), Milliseconds(2000));
        for (var i = 0; i < 30; i++)
            model.Observe(Shape(1, 4), Milliseconds(20));
        Assert.Equal(0.020, model.Seconds(Shape(1, 4)), 0.002);
    }

    [Fact]
    public void A_shape_that_was_slow_once_costs_no_more_than_a_larger_one()
    {
        var model = new CostModel();
        for (var i = 0; i < 10; i++)
        {
            model.Observe(Shape(1, 6), Milliseconds(90));
            model.Observe(Shape(1, 8), Milliseconds(40));
        }

        var seconds = new double[10];
        model.Seconds(1, 0, seconds);

        Assert.Equal(0.040, seconds[5], 0.002);
        Assert.Equal(seconds.Order(), seconds);
    }

    [Fact]
    public void A_cold_first_pass_is_forgotten()
    {
        var model = new CostModel();
        model.Observe(Shape(1, 4), Milliseconds(500));
        for (var i = 0; i < 30; i++)
            model.Observe(Shape(1, 4), Milliseconds(20));
        Assert.Equal(0.020, model.Seconds(Shape(1, 4)), 0.002);
    }

    [Fact]
    public void Whatever_was_measured_a_cost_is_a_positive_number() =>
        Gen.Select(Gen.Int[1, 8], Gen.Int[1, 64], Gen.Double[0, 1000]).Array[0, 50].Sample(passes =>
        {
            var model = new CostModel();
            foreach (var (sequences, rows, milliseconds) in passes)
                model.Observe(Shape(sequences, rows), Milliseconds(milliseconds));
            for (var rows = 1; rows <= 64; rows++)
            {
                var seconds = model.Seconds(Shape(2, rows));
                Assert.True(double.IsFinite(seconds) && seconds > 0, $"{rows} rows cost {seconds} s");
            }
        });

    [Fact]
    public void A_longer_context_costs_more_also_for_a_shape_that_was_only_seen_with_a_short_one()
    {
        var model = new CostModel();
        for (var i = 0; i < 50; i++)
        {
            model.Observe(new PassShape(1, 2, 100), Price(2, 100));
            model.Observe(new PassShape(1, 8, 1000), Price(8, 1000));
            model.Observe(new PassShape(1, 2, 1000), Price(2, 1000));
            model.Observe(new PassShape(1, 4, 100), Price(4, 100));
        }

        Assert.Equal(Price(4, 2000).TotalSeconds, model.Seconds(new PassShape(1, 4, 2000)), 0.004);

        static TimeSpan Price(int rows, int context) => Milliseconds(20 + rows + (rows * context * 2e-3));
    }

    [Fact]
    public void A_shape_that_had_a_bad_spell_is_believed_in_again()
    {
        var model = new CostModel();
        for (var i = 0; i < 5; i++)
            model.Observe(Shape(1, 6), Milliseconds(500));
        for (var i = 0; i < 5000; i++)
            model.Observe(Shape(1, 2 + (i % 2)), Milliseconds(20));
        Assert.True(model.Seconds(Shape(1, 6)) < 0.1, $"{model.Seconds(Shape(1, 6))} s");
    }

    [Fact]
    public void What_was_learned_survives_a_restart()
    {
        var model = Costs.Learned((sequences, rows) => rows > 4 ? 50 : 10 + (sequences * rows));
        var restarted = new CostModel();
        restarted.Load(model.Save());
        for (var rows = 1; rows <= 20; rows++)
            Assert.Equal(model.Seconds(Shape(2, rows)), restarted.Seconds(Shape(2, rows)), 0.003);
    }

    private static PassShape Shape(int sequences, int rows) => new(sequences, rows, 0);

    private static TimeSpan Milliseconds(double value) => TimeSpan.FromMilliseconds(value);
}
