using System.Diagnostics;
using SpecMesh.ServiceDefaults.Telemetry;
using SpecMesh.V1;

namespace SpecMesh.DraftService.Relay;

/// <summary>The span of one generation on this draft, from the call that brought it to its end. Below it are its verify calls and its drafting.</summary>
/// <remarks>It is the current span while the relay works for the generation. Does nothing where nobody would read it.</remarks>
internal readonly struct RelayTrace : IDisposable
{
    public const string SourceName = "SpecMesh.Draft";

    private static readonly ActivitySource Source = new(SourceName);

    private readonly Activity? _span;

    private RelayTrace(Activity? span) => _span = span;

    /// <summary>Begins, and makes the span the current one until the calling asynchronous method returns.</summary>
    public static RelayTrace Begin(Generation generation)
    {
        if (!Source.HasListeners() || Source.Begin("draft generation", Activity.Current?.Context ?? default) is not { } span)
            return default;
        span.SetTag("gen_ai.request.model", generation.Model).SetTag("specmesh.generation.id", generation.Id);
        span.SetTag(RequestId.Attribute, RequestId.Current).SetTag("specmesh.resumed_tokens", generation.Resume.Count);
        Activity.Current = span;
        return new RelayTrace(span);
    }

    /// <summary>A verifier failed, and another goes on.</summary>
    public void Replayed(string verifier, string reason, int tokens) => _span?.AddEvent(new ActivityEvent(
        "replay", tags: new() { { "specmesh.node", verifier }, { "reason", reason }, { "specmesh.tokens", tokens } }));

    public void Fail(Exception failure) => _span.Fail(failure);

    public void Dispose() => _span.End();
}
