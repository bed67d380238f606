using Microsoft.Extensions.Time.Testing;
using SpecMesh.Gateway.Limits;

namespace SpecMesh.Gateway.Tests.Limits;

public sealed class MinuteBudgetTests
{
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public void It_gives_what_it_holds_and_fills_evenly()
    {
        var budget = new MinuteBudget(60, _time);
        Assert.All(Enumerable.Range(0, 60), _ => Assert.True(budget.TryTake()));
        Assert.False(budget.TryTake());
        Assert.Equal(new BudgetState(60, 0, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(1)), budget.Look());

        _time.Advance(TimeSpan.FromSeconds(1.5));
        Assert.True(budget.TryTake());
        Assert.False(budget.TryTake());
        Assert.Equal(TimeSpan.FromSeconds(0.5), budget.Look().Next);
    }

    [Fact]
    public void It_never_holds_more_than_a_minute_s_worth()
    {
        var budget = new MinuteBudget(5, _time);
        _time.Advance(TimeSpan.FromHours(1));
        Assert.Equal(new BudgetState(5, 5, TimeSpan.Zero, TimeSpan.Zero), budget.Look());
    }

    [Fact]
    public void What_is_overdrawn_is_waited_for()
    {
        var budget = new MinuteBudget(600, _time);
        budget.Charge(900);
        Assert.Equal(0, budget.Look().Left);

        _time.Advance(TimeSpan.FromSeconds(30));
        Assert.Equal(0, budget.Look().Left);
        Assert.False(budget.TryTake());

        _time.Advance(budget.Look().Next);
        Assert.Equal(1, budget.Look().Left);
    }
}
