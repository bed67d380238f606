using Microsoft.Extensions.Time.Testing;

namespace SpecMesh.NodeHosting.Tests;

public sealed class ReportPaceTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly ReportPace _pace;

    public ReportPaceTests() => _pace = new ReportPace(_time);

    [Fact]
    public void A_change_of_load_is_reported_at_once()
    {
        Assert.True(_pace.IsDue(0, 0));
        Assert.True(_pace.IsDue(1, 0));
        Assert.True(_pace.IsDue(1, 2));
        Assert.True(_pace.IsDue(0, 2));
    }

    [Fact]
    public void Everything_else_is_reported_four_times_a_second()
    {
        Assert.True(_pace.IsDue(3, 0));
        var reports = 0;
        for (var millisecond = 0; millisecond < 2000; millisecond++)
        {
            _time.Advance(TimeSpan.FromMilliseconds(1));
            if (_pace.IsDue(3, 0))
                reports++;
        }

        Assert.Equal(8, reports);
    }
}
