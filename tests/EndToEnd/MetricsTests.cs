using System.Text.Json;
using System.Text.RegularExpressions;
using SpecMesh.EndToEnd.Mesh;
using SpecMesh.EndToEnd.Telemetry;

namespace SpecMesh.EndToEnd;

/// <summary>What the services export, the documentation describes, and dashboard and alerts look at are the same metrics.</summary>
[Collection(ObservedMeshTests.Name)]
public sealed partial class MetricsTests(ObservedMesh observed)
{
    private const int Patience = 120_000;

    [Fact(Timeout = Patience)]
    public async Task Every_metric_is_documented_and_every_documented_one_is_exported()
    {
        var exported = (await ScrapeAsync()).SelectMany(static text => TypeLine().Matches(text)).Select(static match => match.Groups["name"].Value);
        var documented = DocumentedName().Matches(await ReadAsync("docs", "telemetry.md")).Select(static match => match.Groups["name"].Value);

        Assert.Equal(documented.Distinct().Order(), exported.Where(static name => name.StartsWith("specmesh_", StringComparison.Ordinal)).Distinct().Order());
    }

    [Theory(Timeout = Patience), InlineData("dashboard.json"), InlineData("alerts.yaml")]
    public async Task Dashboard_and_alerts_look_at_metrics_that_are_exported(string file)
    {
        var scrapes = await ScrapeAsync();
        var series = scrapes.SelectMany(static text => SeriesName().Matches(text)).Select(static match => match.Value)
            .Concat(scrapes.SelectMany(static text => TypeLine().Matches(text)).Select(static match => match.Groups["name"].Value)).ToHashSet();
        var expressions = GroupedLabels().Replace(await ReadAsync("deploy", "observability", file), "");
        var used = MetricInExpression().Matches(expressions).Select(static match => match.Value).ToHashSet();

        Assert.NotEmpty(used);
        Assert.Empty(used.Except(series));
    }

    [Fact(Timeout = Patience)]
    public async Task The_dashboard_s_panels_have_names_and_places_of_their_own()
    {
        using var dashboard = JsonDocument.Parse(await ReadAsync("deploy", "observability", "dashboard.json"));
        var panels = dashboard.RootElement.GetProperty("panels").EnumerateArray().ToList();

        Assert.Equal(panels.Count, panels.Select(static panel => panel.GetProperty("id").GetInt32()).Distinct().Count());
        Assert.Equal(panels.Count, panels.Select(static panel => panel.GetProperty("title").GetString()).Distinct().Count());
        Assert.Equal(panels.Count, panels.Select(static panel => panel.GetProperty("gridPos").GetRawText()).Distinct().Count());
    }

    [Fact(Timeout = Patience)]
    public async Task Draft_tokens_are_counted_by_draft_and_add_up()
    {
        var text = await observed.ScrapeAsync("verifier-1");

        // One drafted for most of the text; the other one may have been killed, or have come too late.
        Assert.True(Value(text, "specmesh_verifier_draft_tokens_total", "draft=\"draft-", "outcome=\"accepted\"") > 0);
        foreach (var draft in (string[])["draft=\"draft-1\"", "draft=\"draft-2\""])
        {
            double Of(string outcome) => Value(text, "specmesh_verifier_draft_tokens_total", draft, $"outcome=\"{outcome}\"");
            // Each token that came in was accepted, rejected, stale, or never looked at.
            Assert.InRange(Of("accepted") + Of("rejected") + Of("stale"), 0, Of("received"));
        }

        Assert.Equal(
            Value(text, "specmesh_verifier_draft_tokens_total", "outcome=\"accepted\""), Value(text, "specmesh_verifier_accepted_tokens_per_position_total"));
    }

    [Fact(Timeout = Patience)]
    public async Task The_gateway_sees_which_peers_are_there()
    {
        var text = await observed.ScrapeAsync("gateway-1");

        Assert.Equal(1, Value(text, "specmesh_mesh_peers", "role=\"verifier\"", "state=\"ready\""));
        // One of the two was killed.
        Assert.Equal(1, Value(text, "specmesh_mesh_peers", "role=\"draft\"", "state=\"ready\""));
        Assert.Equal(1, Value(text, "specmesh_mesh_peers", "role=\"draft\"", "state=\"unreachable\""));
        Assert.Equal(1, Value(text, "specmesh_service_healthy"));
    }

    [Fact(Timeout = Patience)]
    public async Task An_idle_verifier_keeps_what_it_has_computed()
    {
        var node = observed.Mesh["verifier-1"].Spec;
        await NodeWatch.WaitAsync(node, static load => load.Active == 0, TimeSpan.FromSeconds(30));
        var text = await observed.ScrapeAsync(node.Name);

        Assert.Equal(0, Value(text, "specmesh_node_active_generations"));
        Assert.Equal(0, Value(text, "specmesh_node_kv_tokens", "use=\"running\""));
        Assert.InRange(Value(text, "specmesh_node_kv_tokens", "use=\"kept\""), 900, Value(text, "specmesh_node_kv_capacity"));
    }

    // Services that still run: a test of the mesh has killed one.
    private async Task<IReadOnlyList<string>> ScrapeAsync()
    {
        string[] names = ["gateway-1", "verifier-1", "draft-1", "draft-2"];
        return await Task.WhenAll(names.Where(name => observed.Mesh[name].Status.ProcessId is not null).Select(observed.ScrapeAsync));
    }

    private static double Value(string text, string name, params string[] labels) => text.Split('\n')
        .Where(line => line.StartsWith(name + " ", StringComparison.Ordinal) || line.StartsWith(name + "{", StringComparison.Ordinal))
        .Where(line => labels.All(label => line.Contains(label, StringComparison.Ordinal)))
        .Sum(static line => double.Parse(line[(line.LastIndexOf('}') + 1)..].Trim().Split(' ')[^1], System.Globalization.CultureInfo.InvariantCulture));

    private static Task<string> ReadAsync(params string[] path) =>
        File.ReadAllTextAsync(Prompts.ModelFile(["..", .. path]), TestContext.Current.CancellationToken);

    [GeneratedRegex(@"^# TYPE (?<name>\w+) ", RegexOptions.Multiline)]
    private static partial Regex TypeLine();

    [GeneratedRegex(@"^\w+", RegexOptions.Multiline)]
    private static partial Regex SeriesName();

    [GeneratedRegex(@"^\| `(?<name>specmesh_\w+)`", RegexOptions.Multiline)]
    private static partial Regex DocumentedName();

    [GeneratedRegex(@"\bby ?\([^)]*\)")]
    private static partial Regex GroupedLabels();

    [GeneratedRegex(@"\b(specmesh|gen_ai|http|dotnet|process)_\w+(?=[\s{\[)])")]
    private static partial Regex MetricInExpression();
}
