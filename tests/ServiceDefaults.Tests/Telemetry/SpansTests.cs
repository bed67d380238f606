using System.Diagnostics;
using Grpc.Core;
using SpecMesh.ServiceDefaults.Telemetry;

namespace SpecMesh.ServiceDefaults.Tests.Telemetry;

/// <summary>Spans with parents of their own leave the current span alone.</summary>
public sealed class SpansTests : IDisposable
{
    private readonly ActivitySource _source = new($"tests-{Guid.NewGuid()}");
    private readonly ActivityListener _listener;
    private ActivitySamplingResult _sampling = ActivitySamplingResult.AllDataAndRecorded;

    public SpansTests()
    {
        _listener = new ActivityListener { ShouldListenTo = source => source == _source, Sample = (ref _) => _sampling };
        ActivitySource.AddActivityListener(_listener);
        Activity.Current = null;
    }

    public void Dispose()
    {
        _listener.Dispose();
        _source.Dispose();
    }

    [Fact]
    public void A_span_has_the_parent_that_it_was_given_and_is_not_current()
    {
        var parent = _source.Begin("parent", default)!;
        var child = _source.Begin("child", parent.Context)!;

        Assert.Null(Activity.Current);
        Assert.Equal((parent.TraceId, parent.SpanId), (child.TraceId, child.ParentSpanId));
    }

    [Fact]
    public void Spans_that_end_in_any_order_leave_the_current_one_as_it_is()
    {
        using var current = new Activity("request").Start();
        var one = _source.Begin("one", current.Context)!;
        var other = _source.Begin("other", current.Context)!;

        one.End();
        Assert.Same(current, Activity.Current);
        other.End();
        Assert.Same(current, Activity.Current);
    }

    [Fact]
    public void A_span_that_was_current_is_not_so_after_its_end()
    {
        var span = _source.Begin("span", default)!;
        Activity.Current = span;

        span.End();

        Assert.Null(Activity.Current);
    }

    [Fact]
    public void Where_nobody_records_there_is_no_span_and_nothing_to_do()
    {
        _sampling = ActivitySamplingResult.PropagationData;
        var span = _source.Begin("span", default);
        span.Fail(new IOException());
        span.End();

        Assert.Null(span);
        Assert.Null(Activity.Current);
    }

    [Fact]
    public void The_first_failure_counts()
    {
        var span = _source.Begin("span", default)!;

        span.Fail(new RpcException(new Status(StatusCode.Unavailable, "gone")));
        span.Fail(new IOException("later"));

        Assert.Equal((ActivityStatusCode.Error, "gone"), (span.Status, span.StatusDescription));
        Assert.Equal("Unavailable", span.GetTagItem("error.type"));
    }
}
