using System.Diagnostics;
using SpecMesh.DraftService.Relay;
using SpecMesh.ServiceDefaults.Telemetry;

namespace SpecMesh.DraftService.Loop;

/// <summary>The span of one generation in the draft's engine loop. Begun by the caller's thread, and handed to the engine thread with the generation.</summary>
internal sealed class DraftingTrace
{
    private static readonly ActivitySource Source = new(RelayTrace.SourceName);

    private readonly Activity _span;
    private int _blocks;
    private int _tokens;

    private DraftingTrace(Activity span) => _span = span;

    /// <returns>Null if nobody would read it.</returns>
    public static DraftingTrace? Begin() =>
        Source.HasListeners() && Source.Begin("drafting", Activity.Current?.Context ?? default) is { } span ? new DraftingTrace(span) : null;

    /// <summary>It has a slot.</summary>
    public void Admitted(int slot, int cached) => _span.AddEvent(new ActivityEvent(
        "slot", tags: new() { { "specmesh.slot", slot }, { "specmesh.cached_tokens", cached } }));

    /// <summary>A block has gone out.</summary>
    public void Sent(int tokens)
    {
        _blocks++;
        _tokens += tokens;
    }

    public void End()
    {
        _span.SetTag("specmesh.blocks", _blocks).SetTag("specmesh.sent_tokens", _tokens);
        _span.End();
    }
}
