using SpecMesh.LoadTest.Sweeps;

namespace SpecMesh.LoadTest.Tests.Sweeps;

public sealed class SaturationSearchTests
{
    private static readonly LevelOutcome Fine = new(Throughput: 0, FailedShare: 0, Attainment: null, KeptUp: 1);

    [Fact]
    public void Clients_are_doubled_until_tokens_per_second_rise_no_more()
    {
        // Four at a time, ten tokens a second each.
        var (visited, best) = Search(Clients(1, 256), level => Fine with { Throughput = 10 * Math.Min(level, 4), KeptUp = null });

        Assert.Equal([1, 2, 4, 8], visited);
        Assert.Equal(4, best);
    }

    [Fact]
    public void A_rate_that_is_too_much_is_narrowed_down()
    {
        var (visited, best) = Search(new SweepPlan(SweepAxis.Rate, 1, 100, 2, Refine: 6, 0.9, 0.01), level => Fine with { KeptUp = level > 11 ? 0.5 : 1 });

        Assert.Equal([1, 2, 4, 8, 16], visited.Take(5));
        Assert.Equal(11, visited.Count);
        Assert.InRange(best!.Value, 10.8, 11);
    }

    [Fact]
    public void Limits_count_more_than_tokens_per_second()
    {
        // With limits, more clients are fine although no more tokens come out, until too few answers keep the limits.
        var (visited, best) = Search(Clients(1, 64), static level => new LevelOutcome(100, 0, level > 20 ? 0.8 : 0.95, null));

        Assert.Equal([1, 2, 4, 8, 16, 32], visited.Take(6));
        Assert.InRange(best!.Value, 19, 20);
    }

    [Fact]
    public void Failing_requests_are_too_much()
    {
        var (_, best) = Search(Clients(2, 64), static level => Fine with { Throughput = 10 * level, FailedShare = level >= 8 ? 0.1 : 0.005, KeptUp = null });

        Assert.InRange(best!.Value, 4, 7);
    }

    [Fact]
    public void A_server_that_can_do_everything_ends_the_search_at_the_greatest_level()
    {
        var (visited, best) = Search(Clients(1, 10), static level => Fine with { Throughput = 10 * level, KeptUp = null });

        Assert.Equal([1, 2, 4, 8, 10], visited);
        Assert.Equal(10, best);
    }

    [Fact]
    public void A_server_that_can_do_nothing_ends_it_at_the_first()
    {
        var (visited, best) = Search(Clients(1, 10), static _ => Fine with { FailedShare = 1 });

        Assert.Equal([1], visited);
        Assert.Null(best);
    }

    [Fact]
    public void Clients_are_whole_and_always_more()
    {
        var (visited, _) = Search(Clients(1, 6) with { Factor = 1.2 }, static level => Fine with { Throughput = Math.Pow(2, level), KeptUp = null });

        Assert.Equal([1, 2, 3, 4, 5, 6], visited);
    }

    private static SweepPlan Clients(double from, double to) => new(SweepAxis.Concurrency, from, to, 2, Refine: 4, 0.9, 0.01);

    private static (List<double> Visited, double? Best) Search(SweepPlan plan, Func<double, LevelOutcome> server)
    {
        var search = new SaturationSearch(plan);
        var visited = new List<double>();
        while (search.Next() is { } level)
        {
            visited.Add(level);
            search.Add(level, server(level));
        }

        return (visited, search.Best);
    }
}
