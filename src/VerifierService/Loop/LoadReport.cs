using SpecMesh.NodeHosting;
using SpecMesh.Speculation.Verification;
using SpecMesh.V1;
using SpecMesh.VerifierService.Sessions;

namespace SpecMesh.VerifierService.Loop;

/// <summary>Tells peers how busy the verifier is, and what each draft does for it.</summary>
internal sealed class LoadReport(NodeStatus status, TimeProvider time)
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(250);

    // Drafts choose their names themselves; a peer that makes up new ones must not fill the memory.
    private const int MostDrafts = 256;

    private readonly Dictionary<string, DraftLink> _drafts = [];
    private long _decidedTokens;
    private (int Active, int Queued) _reported;
    private long _reportedAt = time.GetTimestamp();

    /// <summary>Counts what a pass decided for a generation.</summary>
    public void Count(OpenedGeneration generation, in PassOutcome outcome)
    {
        _decidedTokens += outcome.Committed;
        var link = LinkOf(generation);
        link.AcceptedTokens += outcome.Accepted;
        link.RejectedTokens += outcome.Rejected;
    }

    /// <summary>Reports a change of load at once, and what was counted four times a second.</summary>
    public void Publish(ICollection<OpenedGeneration> running, int queued)
    {
        if (_reported == (running.Count, queued) && time.GetElapsedTime(_reportedAt) < Interval)
            return;
        _reported = (running.Count, queued);
        _reportedAt = time.GetTimestamp();
        foreach (var link in _drafts.Values)
            link.Active = 0;
        foreach (var generation in running)
            LinkOf(generation).Active++;
        // Copies: these go on counting while others read.
        status.PublishWork(_decidedTokens, _drafts.Values.Select(static link => link.Clone()));
        status.PublishLoad(running.Count, queued);
    }

    private DraftLink LinkOf(OpenedGeneration generation)
    {
        var draft = generation.Kind.Partner;
        if (_drafts.TryGetValue(draft, out var link))
            return link;
        if (_drafts.Count >= MostDrafts)
            _drafts.Clear();
        return _drafts[draft] = new DraftLink { Draft = draft };
    }
}
