using SpecMesh.NodeHosting;
using SpecMesh.ServiceDefaults.Nodes;
using SpecMesh.V1;
using SpecMesh.VerifierService.Sessions;

namespace SpecMesh.VerifierService.Loop;

/// <summary>Tells peers how busy the verifier is, and what each draft does for it.</summary>
internal sealed class LoadReport(NodeStatus status, DraftTallies drafts, TimeProvider time)
{
    private readonly ReportPace _pace = new(time);
    private long _decidedTokens;
    private bool _everUndrafted;

    /// <summary>Counts tokens that a pass decided.</summary>
    public void CountDecided(int tokens) => _decidedTokens += tokens;

    /// <param name="running">The generations that have a slot.</param>
    /// <param name="queued">How many wait for one.</param>
    /// <param name="keptKv">Tokens in the caches of slots that no generation uses.</param>
    public void Publish(IList<OpenedGeneration> running, int queued, long keptKv)
    {
        if (!_pace.IsDue(running.Count, queued))
            return;
        var cached = 0L;
        var undrafted = 0;
        foreach (var tally in drafts.All)
            tally.Active = 0;
        foreach (var generation in running)
        {
            cached += generation.Session.Cached;
            if (generation.Tally is { } tally)
                tally.Active++;
            else
                undrafted++;
        }

        _everUndrafted |= undrafted > 0;
        var links = drafts.All.Select(static tally => tally.ToLink());
        status.PublishKv(new KvUse(cached, keptKv));
        status.PublishWork(_decidedTokens, _everUndrafted ? links.Append(new DraftLink { Active = undrafted }) : links);
        status.PublishLoad(running.Count, queued);
    }
}
