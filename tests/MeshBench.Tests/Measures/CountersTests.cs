using System.Globalization;
using CsCheck;
using SpecMesh.MeshBench.Measures;

namespace SpecMesh.MeshBench.Tests.Measures;

/// <summary>The bench reads Prometheus' text format as it is written.</summary>
public sealed class CountersTests
{
    private const string Scrape = """
        # TYPE specmesh_verifier_passes_total counter
        # HELP specmesh_verifier_passes_total Forward passes.
        specmesh_verifier_passes_total{otel_scope_name="SpecMesh.Verifier",phase="decode"} 12 1764000000000
        specmesh_verifier_passes_total{otel_scope_name="SpecMesh.Verifier",phase="prefill"} 3 1764000000000
        specmesh_verifier_passes_total_more 100
        dotnet_process_memory_working_set_bytes 1.5e+08
        dotnet_process_cpu_time_seconds_total{cpu_mode="user"} 0.25
        odd{text="a } in { a, label"} 7
        never NaN
        most +Inf
        # EOF
        """;

    [Fact]
    public void Series_of_a_name_are_added_up() => Assert.Equal(15, Counters.Parse(Scrape)["specmesh_verifier_passes_total"]);

    [Fact]
    public void A_label_picks_some_of_them() => Assert.Equal(12, Counters.Parse(Scrape)["specmesh_verifier_passes_total", "decode"]);

    [Fact]
    public void A_series_may_have_no_label() => Assert.Equal(1.5e8, Counters.Parse(Scrape)["dotnet_process_memory_working_set_bytes"]);

    [Fact]
    public void A_timestamp_is_no_value() => Assert.Equal(3, Counters.Parse(Scrape)["specmesh_verifier_passes_total", "prefill"]);

    [Fact]
    public void A_label_may_have_braces_and_spaces() => Assert.Equal(7, Counters.Parse(Scrape)["odd"]);

    [Fact]
    public void What_is_not_there_is_0() => Assert.Equal(0, Counters.Parse(Scrape)["specmesh_verifier_rows_total"]);

    [Fact]
    public void Infinity_and_no_number_are_what_they_are()
    {
        var counters = Counters.Parse(Scrape);
        Assert.Equal(double.PositiveInfinity, counters["most"]);
        Assert.Equal(double.NaN, counters["never"]);
    }

    [Fact]
    public void Windows_line_ends_do_no_harm() => Assert.Equal(15, Counters.Parse(Scrape.ReplaceLineEndings("\r\n"))["specmesh_verifier_passes_total"]);

    [Fact]
    public void Every_number_comes_back_as_it_was_written() => Gen.Double.Sample(value =>
        Counters.Parse($"a{{b=\"c\"}} {value.ToString("R", CultureInfo.InvariantCulture)}\n")["a"].Equals(value == 0 ? 0 : value));
}
