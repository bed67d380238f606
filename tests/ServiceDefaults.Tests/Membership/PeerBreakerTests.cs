using Microsoft.Extensions.Time.Testing;
using SpecMesh.ServiceDefaults.Membership;

namespace SpecMesh.ServiceDefaults.Tests.Membership;

public sealed class PeerBreakerTests
{
    private static readonly TimeSpan Break = TimeSpan.FromSeconds(1);

    private readonly FakeTimeProvider _time = new();
    private readonly PeerBreaker _breaker;

    public PeerBreakerTests() => _breaker = new PeerBreaker(Break, _time);

    [Fact]
    public void One_failure_sets_a_living_peer_aside()
    {
        LiveFor(TimeSpan.FromSeconds(60));
        Assert.False(_breaker.IsOpen);

        _breaker.RecordFailure();

        Assert.True(_breaker.IsOpen);
    }

    [Fact]
    public void The_first_report_after_the_break_brings_it_back()
    {
        LiveFor(TimeSpan.FromSeconds(1));
        _breaker.RecordFailure();

        LiveFor(Break - TimeSpan.FromMilliseconds(100));
        Assert.True(_breaker.IsOpen);

        LiveFor(TimeSpan.FromMilliseconds(200));
        Assert.False(_breaker.IsOpen);
    }

    [Fact]
    public void It_is_set_aside_again_when_it_fails_again()
    {
        LiveFor(TimeSpan.FromSeconds(1));
        for (var i = 0; i < 5; i++)
        {
            _breaker.RecordFailure();
            Assert.True(_breaker.IsOpen);
            LiveFor(Break * 2);
            Assert.False(_breaker.IsOpen);
        }
    }

    // Ten reports a second: the most that a peer sends.
    private void LiveFor(TimeSpan duration)
    {
        var step = TimeSpan.FromMilliseconds(100);
        for (var passed = TimeSpan.Zero; passed < duration; passed += step)
        {
            _time.Advance(step);
            _breaker.RecordSignOfLife();
        }
    }
}
