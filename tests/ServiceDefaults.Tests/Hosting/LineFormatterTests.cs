using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using SpecMesh.ServiceDefaults.Hosting;
using SpecMesh.ServiceDefaults.Telemetry;

namespace SpecMesh.ServiceDefaults.Tests.Hosting;

public sealed class LineFormatterTests
{
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 1, 2, 3, 4, 5, 6, TimeSpan.Zero));

    [Fact]
    public void A_message_is_one_short_line() => Assert.Equal(
        "03:04:05.006 info  PeerMonitor: two lines\n",
        Write(LogLevel.Information, "SpecMesh.ServiceDefaults.Membership.PeerMonitor", "two\nlines", null));

    [Fact]
    public void A_generic_category_is_named_without_its_arguments() => Assert.Equal(
        "03:04:05.006 debug EngineService: x\n",
        Write(LogLevel.Debug, "SpecMesh.NodeHosting.EngineService`1[[SpecMesh.Loop, SpecMesh.X]]", "x", null));

    [Fact]
    public void A_warning_names_its_exception() => Assert.Equal(
        "03:04:05.006 warn  A: x (IOException: disk is full)\n", Write(LogLevel.Warning, "A", "x", new IOException("disk is\nfull")));

    [Fact]
    public void An_error_shows_all_of_its_exception()
    {
        var exception = Record.Exception(static () => Convert.FromHexString("no hex"))!;
        Assert.Equal($"03:04:05.006 error A: x\n{exception}\n", Write(LogLevel.Error, "A", "x", exception));
    }

    [Fact]
    public void A_message_about_a_request_ends_with_its_id()
    {
        RequestId.Enter("req_1");
        Assert.Equal("03:04:05.006 warn  A: x [req_1] (IOException: y)\n", Write(LogLevel.Warning, "A", "x", new IOException("y")));
    }

    private string Write(LogLevel level, string category, string message, Exception? exception)
    {
        using var text = new StringWriter { NewLine = "\n" };
        new LineFormatter(_time).Write(
            new LogEntry<string>(level, category, default, message, exception, static (state, _) => state), null, text);
        return text.ToString().ReplaceLineEndings("\n");
    }
}
