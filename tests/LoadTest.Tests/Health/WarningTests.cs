using SpecMesh.LoadTest.Client;
using SpecMesh.LoadTest.Health;
using SpecMesh.LoadTest.Load;
using SpecMesh.LoadTest.Metrics;

namespace SpecMesh.LoadTest.Tests.Health;

public sealed class WarningTests
{
    private static readonly IReadOnlyList<RequestResult> Plenty = [.. Enumerable.Range(0, 200).Select(static i => Runs.Answered(10 * i, [5, 8], tokens: 2))];
    private static readonly LoadPlan Open = Runs.Open(new ArrivalPlan(ArrivalKind.Constant, 100), 200);

    [Fact]
    public void A_healthy_run_has_none() => Assert.Empty(Runs.Result(Plenty, TimeSpan.FromSeconds(2), load: Open).Warnings);

    [Fact]
    public void A_client_short_of_processors_is_one()
    {
        var client = Runs.Healthy with { Samples = [.. Samples(0.5, 8), .. Samples(0.95, 2)] };

        Assert.Contains("short of processors", Assert.Single(Runs.Result(Plenty, TimeSpan.FromSeconds(2), client: client).Warnings));
        // A moment is none.
        Assert.Empty(Runs.Result(Plenty, TimeSpan.FromSeconds(2), client: Runs.Healthy with { Samples = [.. Samples(0.5, 18), .. Samples(0.95, 1)] }).Warnings);
    }

    [Fact]
    public void A_client_whose_timers_are_late_is_one()
    {
        var client = Runs.Healthy with { Lag = Distribution.Of(Enumerable.Range(0, 100).Select(static i => i < 95 ? 0.5 : 60.0)) };

        Assert.Contains("timers were late", Assert.Single(Runs.Result(Plenty, TimeSpan.FromSeconds(2), client: client).Warnings));
    }

    [Fact]
    public void A_client_that_stood_still_once_is_one()
    {
        var client = Runs.Healthy with { Lag = Distribution.Of(Enumerable.Repeat(0.5, 5000).Append(900)) };

        Assert.Contains("900.0 ms at worst", Assert.Single(Runs.Result(Plenty, TimeSpan.FromSeconds(2), client: client).Warnings));
    }

    [Fact]
    public void A_client_that_sends_late_is_one_in_an_open_loop_and_the_latency_has_it()
    {
        var late = Plenty.Select(static request => request with { Ready = request.Intended + TimeSpan.FromMilliseconds(30) }).ToList();

        var run = Runs.Result(late, TimeSpan.FromSeconds(2), load: Open);

        Assert.Contains("late to send", Assert.Single(run.Warnings));
    }

    [Fact]
    public void Failures_and_few_answers_are_two()
    {
        var warnings = Runs.Result([Runs.Answered(0, [5, 8], tokens: 2), Runs.Failed(9, FailureClass.Connect)], TimeSpan.FromSeconds(2)).Warnings;

        Assert.Equal(2, warnings.Count);
        Assert.Contains("1 of 2 requests failed", warnings[0]);
        Assert.Contains("99th percentile", warnings[1]);
    }

    private static IEnumerable<ClientSample> Samples(double processor, int count) =>
        Enumerable.Repeat(new ClientSample(TimeSpan.FromSeconds(1), processor, TimeSpan.Zero), count);
}
