using SpecMesh.LoadTest.Memory;
using SpecMesh.LoadTest.Reports;

namespace SpecMesh.LoadTest.Tests.Memory;

public sealed class MemoryTests
{
    private const double MiB = 1024 * 1024;
    private static readonly MemorySource Gateway = MemorySource.Parse("gateway=http://localhost:8080/metrics");

    [Theory]
    [InlineData("process_resident_memory_bytes 1.5e+08", 1.5e8)]
    [InlineData("# HELP x\ndotnet_process_memory_working_set_bytes{otel_scope_name=\"System.Runtime\"} 2000 1764000000000\nother 1", 2000.0)]
    [InlineData("process_resident_memory_bytes_total 5\nprocess_memory_usage_bytes 7", 7.0)]
    [InlineData("dotnet_process_memory_working_set_bytes{a=\"} 1\"} 3", 3.0)]
    [InlineData("# TYPE process_resident_memory_bytes gauge\nnothing 1", null)]
    [InlineData("", null)]
    public void The_memory_of_a_process_is_found_on_its_page(string page, double? expected) => Assert.Equal(expected, ResidentMemory.Read(page));

    [Fact]
    public void A_source_is_named_or_has_the_name_of_its_place()
    {
        Assert.Equal(("gateway", "http://localhost:8080/metrics"), (Gateway.Name, Gateway.Metrics.ToString()));
        Assert.Equal("localhost:7102", MemorySource.Parse("http://localhost:7102/metrics?a=b").Name);
        Assert.Throws<LoadTestException>(() => MemorySource.Parse("localhost:8080"));
    }

    [Fact]
    public void A_leak_is_told_from_a_start_up()
    {
        // Ten minutes. Both grow by 100 MiB in the first two; one goes on.
        var settles = Series(minute => 200 + (50 * Math.Min(minute, 2)));
        var leaks = Series(minute => 200 + (50 * Math.Min(minute, 2)) + (5 * minute));

        Assert.True(settles.IsFlat(0.05));
        Assert.Equal(0, settles.Slope, 6);
        Assert.False(leaks.IsFlat(0.05));
        Assert.Equal(5 * MiB / 60, leaks.Slope, 3);
        Assert.Equal(5 * 10 * 2 / 3.0, leaks.Growth / MiB, 0.5);
    }

    [Fact]
    public void A_sawtooth_or_a_small_step_is_no_leak()
    {
        Assert.True(Series(minute => 200 + (20 * (minute % 1))).IsFlat(0.05));
        Assert.True(Series(minute => minute < 7 ? 20 : 25).IsFlat(0.05));
        Assert.True(new MemorySeries(Gateway, [new MemorySample(TimeSpan.Zero, 5)], 0).IsFlat(0));
    }

    [Fact]
    public void What_grows_is_said_in_the_page_and_among_the_warnings()
    {
        var run = Runs.Result([Runs.Answered(0, [10, 20], tokens: 2)], TimeSpan.FromMinutes(10), memory: [Series(minute => 200 + (5 * minute)) with { Missed = 3 }]);

        Assert.False(run.MemoryIsFlat);
        Assert.Contains(run.Warnings, static warning => warning.Contains("The memory of gateway grew by", StringComparison.Ordinal));
        Assert.Contains(run.Warnings, static warning => warning.Contains("could not be read 3 times", StringComparison.Ordinal));
        var page = RunPage.Of(run);
        Assert.Contains("GROWS", page);
        Assert.Contains("Memory of the services", page);
    }

    private static MemorySeries Series(Func<double, double> mebibytes) => new(
        Gateway, [.. Enumerable.Range(0, 301).Select(step => new MemorySample(TimeSpan.FromSeconds(2 * step), MiB * mebibytes(step / 30.0)))], 0);
}
