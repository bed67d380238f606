using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json.Nodes;
using SpecMesh.AppHost.Topology;
using SpecMesh.EndToEnd.Mesh;

namespace SpecMesh.EndToEnd.Telemetry;

/// <summary>A mesh that sends its traces to a collector, after one streamed request and one that outlived a draft.</summary>
public sealed class ObservedMesh : IAsyncLifetime
{
    /// <summary>Of so many verify rounds one has a span.</summary>
    public const int RoundSpanEvery = 3;

    private const string RequestIdAttribute = "specmesh.request.id";

    private static readonly Dictionary<string, string> Settings = new()
    {
        ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
        ["OTEL_BSP_SCHEDULE_DELAY"] = "100",
        // Where a verifier takes a generation, it says so to those who look closely.
        ["Logging:LogLevel:SpecMesh.VerifierService"] = "Debug",
        ["Telemetry:RoundSpanEvery"] = RoundSpanEvery.ToString(CultureInfo.InvariantCulture),
    };

    private Collector _collector = null!;

    public MeshFixture Mesh { get; private set; } = null!;

    /// <summary>The id of the request that was answered without trouble.</summary>
    public string RequestId { get; private set; } = "";

    /// <summary>Tokens of its answer.</summary>
    public int Tokens { get; private set; }

    internal Collector Collector => _collector;

    public async ValueTask InitializeAsync()
    {
        _collector = await Collector.StartAsync();
        Mesh = await MeshFixture.StartAsync(topology => topology with
        {
            Verifiers = Observe(topology.Verifiers),
            Drafts = Observe(topology.Drafts) with { Count = 2 },
            Gateways = topology.Gateways with { Settings = Observed(topology.Gateways.Settings) },
        });
        (RequestId, Tokens) = await AskAsync(Prompts.Endless(60, seed: 1).Greedy());

        // Before the next one kills a draft: that may be the one that has spans of this.
        await TraceAsync(RequestId);

        var busy = await NodeWatch.FirstBusyAsync(Mesh["draft-1"].Spec, Mesh["draft-2"].Spec);
        await Mesh.Http.StreamAsync(
            Requests.Completion, Prompts.Endless(900, seed: 2),
            async pieces => await (pieces == 3 ? Mesh.KillAsync(await busy) : Task.CompletedTask));
    }

    public async ValueTask DisposeAsync()
    {
        await Mesh.DisposeAsync();
        await _collector.DisposeAsync();
    }

    /// <summary>Waits for the whole trace of a request that went through a draft, and returns it.</summary>
    internal async Task<IReadOnlyList<Span>> TraceAsync(string requestId)
    {
        var spans = await _collector.WaitAsync(spans => Root(spans, requestId) is { } root && IsWhole([.. spans.Where(span => span.TraceId == root.TraceId)]));
        return [.. spans.Where(span => span.TraceId == Root(spans, requestId)!.TraceId)];
    }

    /// <summary>What a service's <c>/metrics</c> says.</summary>
    public Task<string> ScrapeAsync(string service) => Mesh.Http.GetStringAsync(
        new Uri(Mesh[service].Spec.Url(ServiceSpec.HttpEndpoint), "/metrics"), TestContext.Current.CancellationToken);

    private async Task<(string RequestId, int Tokens)> AskAsync(JsonObject request)
    {
        using var content = new StringContent(request.ToJsonString(), System.Text.Encoding.UTF8, "application/json");
        using var response = await Mesh.Http.PostAsync(Requests.Completion, content, TestContext.Current.CancellationToken);
        var body = JsonNode.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!;
        return (response.Headers.GetValues("x-request-id").Single(), body["usage"]!["completion_tokens"]!.GetValue<int>());
    }

    private static Span? Root(IEnumerable<Span> spans, string requestId) => spans.SingleOrDefault(span =>
        span.ParentId.Length == 0 && span.Attributes.TryGetValue(RequestIdAttribute, out var id) && id == requestId);

    // Spans come in as they end, service by service: parents after their children, and one service's perhaps later than another's.
    private static bool IsWhole(IReadOnlyList<Span> trace) =>
        trace.All(span => span.ParentId.Length == 0 || trace.Any(other => other.Id == span.ParentId))
        && trace.Any(static span => span.Name == "verify session") && trace.Any(static span => span.Name == "drafting")
        && trace.Count(static span => span.Name.StartsWith("POST ", StringComparison.Ordinal)) == 3;

    private NodeGroup Observe(NodeGroup group) => group with { Settings = Observed(group.Settings) };

    private ImmutableSortedDictionary<string, string> Observed(ImmutableSortedDictionary<string, string> settings) =>
        settings.SetItems(Settings).SetItem("OTEL_EXPORTER_OTLP_ENDPOINT", _collector.Address);
}

/// <summary>The tests that look at it.</summary>
[CollectionDefinition(Name)]
public sealed class ObservedMeshTests : ICollectionFixture<ObservedMesh>
{
    public const string Name = "observed mesh";
}
