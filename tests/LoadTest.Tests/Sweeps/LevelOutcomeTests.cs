using SpecMesh.LoadTest.Load;
using SpecMesh.LoadTest.Sweeps;

namespace SpecMesh.LoadTest.Tests.Sweeps;

public sealed class LevelOutcomeTests
{
    private const int Requests = 200;

    [Fact]
    public void A_server_keeps_up_however_long_an_answer_takes() => Assert.Equal(1, KeptUp(static _ => 400), 0.05);

    [Fact]
    public void A_server_whose_queue_grows_does_not() => Assert.Equal(0.5, KeptUp(static index => 10 * (index + 1)), 0.05);

    [Fact]
    public void A_few_requests_more_are_chance() => Assert.Equal(1, KeptUp(static index => index < 197 ? 5 : 200));

    // A request every 10 ms.
    private static double KeptUp(Func<int, double> milliseconds)
    {
        var requests = Enumerable.Range(0, Requests).Select(index => Runs.Answered(10 * index, [milliseconds(index)], tokens: 1)).ToList();
        var run = Runs.Result(requests, TimeSpan.FromSeconds(4), load: Runs.Open(new ArrivalPlan(ArrivalKind.Constant, 100), Requests));
        return LevelOutcome.Of(run).KeptUp!.Value;
    }
}
