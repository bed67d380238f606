using System.Text.RegularExpressions;
using SpecMesh.LoadTest.Client;
using SpecMesh.LoadTest.Health;
using SpecMesh.LoadTest.Load;
using SpecMesh.LoadTest.Reports;
using SpecMesh.LoadTest.Sweeps;

namespace SpecMesh.LoadTest.Tests.Reports;

public sealed partial class ReportTests
{
    private const string Evil = "<script>alert(\"x\")</script>, and\nmore";

    private static readonly RunResult Run = Runs.Result(
        [Runs.Answered(0, [100, 150, 180], tokens: 6), Runs.Answered(1500, [50, 90], tokens: 2), Runs.Failed(1700, FailureClass.StreamError, Evil)],
        TimeSpan.FromSeconds(2),
        client: Runs.Healthy with
        {
            Samples = [new ClientSample(TimeSpan.FromSeconds(1), 0.99, TimeSpan.FromMilliseconds(7)), new ClientSample(TimeSpan.FromSeconds(2), 0.1, TimeSpan.Zero)],
        });

    [Fact]
    public void The_page_needs_nothing_but_itself() => AssertSelfContained(RunPage.Of(Run));

    [Fact]
    public void The_page_of_a_sweep_needs_nothing_but_itself_and_has_every_level()
    {
        var sweep = Sweep();

        var page = SweepReport.Html(sweep);

        AssertSelfContained(page);
        Assert.Contains("The server saturates above 1 clients. At 2, too slow.", page);
        Assert.Contains("short of processors", page);
    }

    [Fact]
    public void The_page_shows_figures_warnings_plots_and_errors_and_trusts_no_text()
    {
        var page = RunPage.Of(Run);

        Assert.Contains("Completed requests</dt><dd>2<", page);
        Assert.Contains("short of processors", page);
        Assert.Contains("TTFT (first token)", page);
        Assert.Contains("stream_error", page);
        Assert.Contains("&lt;script&gt;alert(", page);
        Assert.DoesNotContain("<script", page);
        Assert.Equal(7, Svg().Count(page));
    }

    [Fact]
    public void A_run_without_answers_has_a_page_too()
    {
        var page = RunPage.Of(Runs.Result([Runs.Failed(0, FailureClass.Connect)], TimeSpan.FromSeconds(1)));

        Assert.Contains("connect", page);
        AssertSelfContained(page, plots: false);
    }

    [Fact]
    public void The_table_has_a_row_for_each_request()
    {
        var rows = Rows(ResultCsv.Of(Run));

        Assert.Equal(4, rows.Count);
        Assert.All(rows, row => Assert.Equal(rows[0].Count, row.Count));
        Assert.Equal("100", rows[1][rows[0].IndexOf("ttft_ms")]);
        Assert.Equal("16", rows[1][rows[0].IndexOf("tpot_ms")]);
        Assert.Equal("40", rows[2][rows[0].IndexOf("tpot_ms")]);
        Assert.Equal("", rows[3][rows[0].IndexOf("ttft_ms")]);
        Assert.Equal("stream_error", rows[3][rows[0].IndexOf("error_class")]);
        Assert.Equal(Evil, rows[3][rows[0].IndexOf("error")]);
        // This client was saturated in the first second, when the first request ran.
        Assert.Equal(["1", "0", "0"], rows.Skip(1).Select(row => row[rows[0].IndexOf("client_saturated")]));
        Assert.Equal("7", rows[1][rows[0].IndexOf("client_lag_ms")]);
        Assert.Equal(Run.Warnings.Count.ToString(System.Globalization.CultureInfo.InvariantCulture), rows[1][rows[0].IndexOf("warnings")]);
    }

    [Fact]
    public void The_table_of_a_sweep_has_the_level_of_each_request()
    {
        var rows = Rows(SweepReport.Csv(Sweep()));

        Assert.Equal(7, rows.Count);
        Assert.Equal(["level", "1", "1", "1", "2", "2", "2"], rows.Select(static row => row[0]));
        Assert.All(rows, row => Assert.Equal(rows[0].Count, row.Count));
    }

    private static SweepResult Sweep() => new(
        new SweepPlan(SweepAxis.Concurrency, 1, 2, 2, 0, 0.9, 0.01), [new SweepLevel(1, Run, null), new SweepLevel(2, Run, "too slow")], Best: 1);

    private static void AssertSelfContained(string page, bool plots = true)
    {
        Assert.StartsWith("<!doctype html>", page);
        Assert.Equal(plots, page.Contains("<svg", StringComparison.Ordinal));
        // The names of XML namespaces are never fetched.
        var fetched = Addresses().Matches(page).Select(static match => match.Value)
            .Where(static address => !address.StartsWith("http://www.w3.org/", StringComparison.Ordinal) && !address.StartsWith("http://localhost:8080/", StringComparison.Ordinal));
        Assert.Empty(fetched);
        foreach (var way in (string[])["src=", "href=", "@import", "<link", "<iframe", "<object"])
            Assert.DoesNotContain(way, page, StringComparison.OrdinalIgnoreCase);

        // Styles and clip paths refer to what is on the page, by names that are there once.
        var names = Names().Matches(page).Select(static match => match.Groups[1].Value).ToList();
        Assert.Equal(names.Distinct(), names);
        Assert.All(References().Matches(page), reference => Assert.Contains(reference.Groups[1].Value, names.Select(static name => "#" + name)));
    }

    /// <summary>Reads RFC 4180.</summary>
    private static List<List<string>> Rows(string csv)
    {
        var rows = new List<List<string>>();
        var row = new List<string>();
        foreach (Match match in Field().Matches(csv))
        {
            row.Add(match.Groups["quoted"].Success ? match.Groups["quoted"].Value.Replace("\"\"", "\"", StringComparison.Ordinal) : match.Groups["plain"].Value);
            if (match.Groups["end"].Value == ",")
                continue;
            rows.Add(row);
            row = [];
        }

        return rows;
    }

    [GeneratedRegex("""(?:"(?<quoted>(?:[^"]|"")*)"|(?<plain>[^,"\r\n]*))(?<end>,|\r\n)""")]
    private static partial Regex Field();

    [GeneratedRegex("""https?://[^\s"'<)]+""")]
    private static partial Regex Addresses();

    [GeneratedRegex("\\sid=\"([^\"]+)\"")]
    private static partial Regex Names();

    [GeneratedRegex("""url\(([^)]*)\)""")]
    private static partial Regex References();

    [GeneratedRegex("<svg")]
    private static partial Regex Svg();
}
