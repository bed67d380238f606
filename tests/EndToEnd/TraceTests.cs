using System.Globalization;
using SpecMesh.EndToEnd.Mesh;
using SpecMesh.EndToEnd.Telemetry;

namespace SpecMesh.EndToEnd;

/// <summary>One request is one trace through gateway, draft and verifier, and its id is in all their logs.</summary>
[Collection(ObservedMeshTests.Name)]
public sealed class TraceTests(ObservedMesh observed) : IDisposable
{
    private const string RequestAttribute = "specmesh.request.id";
    private const int Patience = 120_000;

    private readonly MeshLog _log = new(observed.Mesh);

    public void Dispose() => _log.Dispose();

    [Fact(Timeout = Patience)]
    public async Task A_request_is_one_tree_of_spans_through_all_services()
    {
        var trace = await observed.TraceAsync(observed.RequestId);

        var request = trace.Single(static span => span.ParentId.Length == 0);
        var completion = Child(trace, request, "SpecMesh.Gateway", "text_completion ");
        var toDraft = Child(trace, completion, "SpecMesh.Gateway", "specmesh.v1.Draft/Generate");
        var atDraft = Child(trace, toDraft, "SpecMesh.DraftService", "POST ");
        var generation = Child(trace, atDraft, "SpecMesh.DraftService", "draft generation");
        Child(trace, generation, "SpecMesh.DraftService", "drafting");
        var toVerifier = Child(trace, generation, "SpecMesh.DraftService", "specmesh.v1.Verifier/Verify");
        var atVerifier = Child(trace, toVerifier, "SpecMesh.VerifierService", "POST ");
        var session = Child(trace, atVerifier, "SpecMesh.VerifierService", "verify session");
        Child(trace, session, "SpecMesh.VerifierService", "queue");
        Child(trace, session, "SpecMesh.VerifierService", "prefill");

        Assert.DoesNotContain(trace, static span => span.Failed);
        // Clocks are one machine's: what is called lies within what calls it, from its beginning.
        Assert.All(trace.Where(static span => span.ParentId.Length > 0), span =>
            Assert.InRange(span.Start, trace.Single(other => other.Id == span.ParentId).Start, span.End));
    }

    [Fact(Timeout = Patience)]
    public async Task Some_verify_rounds_have_a_span()
    {
        var trace = await observed.TraceAsync(observed.RequestId);
        var session = trace.Single(static span => span.Name == "verify session");
        var rounds = trace.Where(static span => span.Name == "verify round").OrderBy(static span => span.Start).ToList();

        var all = Number(session, "specmesh.rounds");
        Assert.Equal((all + ObservedMesh.RoundSpanEvery - 1) / ObservedMesh.RoundSpanEvery, rounds.Count);
        Assert.All(rounds.Index(), round => Assert.Equal(round.Index * ObservedMesh.RoundSpanEvery, Number(round.Item, "specmesh.round")));
        Assert.All(rounds, round => Assert.Equal(session.Id, round.ParentId));
        Assert.Equal(observed.Tokens, Number(session, "gen_ai.usage.output_tokens"));
    }

    [Fact(Timeout = Patience)]
    public async Task Spans_say_what_was_asked_and_answered()
    {
        var trace = await observed.TraceAsync(observed.RequestId);
        var completion = trace.Single(static span => span.Name.StartsWith("text_completion ", StringComparison.Ordinal));

        Assert.Equal("text_completion", completion.Attributes["gen_ai.operation.name"]);
        Assert.Equal($"text_completion {completion.Attributes["gen_ai.request.model"]}", completion.Name);
        Assert.Equal("length", completion.Attributes["gen_ai.response.finish_reasons"]);
        Assert.Equal(observed.Tokens, Number(completion, "gen_ai.usage.output_tokens"));
        Assert.Contains("first tokens", completion.Events);
        Assert.All(
            trace.Where(static span => span.Name is "verify session" or "draft generation" || span.Name.StartsWith("POST ", StringComparison.Ordinal)),
            span => Assert.Equal(observed.RequestId, span.Attributes[RequestAttribute]));
    }

    [Fact(Timeout = Patience)]
    public async Task A_replay_is_an_event_and_the_broken_attempt_a_failure()
    {
        var spans = await observed.Collector.WaitAsync(static spans => spans.Any(static span => span.Events.Contains("replay")));
        var replayed = spans.Single(static span => span.Events.Contains("replay"));

        Assert.False(replayed.Failed);
        var attempts = spans.Where(span => span.ParentId == replayed.Id).OrderBy(static span => span.Start).ToList();
        Assert.True(attempts[0].Failed);
        Assert.False(attempts[^1].Failed);
        Assert.NotEqual(attempts[0].Attributes["specmesh.node"], attempts[^1].Attributes["specmesh.node"]);
    }

    [Fact(Timeout = Patience)]
    public async Task Gateway_and_nodes_log_under_the_request_s_id()
    {
        await observed.Mesh.SeenAsync("gateway-1", "Generation cmpl-", $"[{observed.RequestId}]");
        await observed.Mesh.SeenAsync("verifier-1", "cmpl-", "opened with", $"[{observed.RequestId}]");
    }

    [Fact(Timeout = Patience)]
    public async Task Probes_and_load_streams_have_no_spans()
    {
        await observed.TraceAsync(observed.RequestId);
        var spans = await observed.Collector.WaitAsync(static _ => true);

        Assert.DoesNotContain(spans, static span => span.Name.Contains("health", StringComparison.OrdinalIgnoreCase)
            || span.Name.Contains("specmesh.v1.Node", StringComparison.Ordinal) || span.Name.Contains("metrics", StringComparison.Ordinal));
        Assert.All(
            spans.Where(static span => span.ParentId.Length == 0), static span => Assert.Equal("POST /v1/completions", span.Name));
    }

    private static Span Child(IEnumerable<Span> trace, Span parent, string service, string name) =>
        Assert.Single(trace, span => span.ParentId == parent.Id && span.Service == service && span.Name.StartsWith(name, StringComparison.Ordinal));

    private static int Number(Span span, string attribute) => int.Parse(span.Attributes[attribute], CultureInfo.InvariantCulture);
}
