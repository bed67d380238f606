using SpecMesh.Inference.Engine;
using SpecMesh.Speculation.Planning;
using SpecMesh.Speculation.Verification;
using SpecMesh.VerifierService.Sessions;

namespace SpecMesh.VerifierService.Loop;

/// <summary>What to do next.</summary>
/// <param name="Decoding">Generations of the next decode pass, in ascending order of slot.</param>
/// <param name="Rows">Rows of each in that pass.</param>
/// <param name="Prefilling">A generation whose prompt is not in the KV cache yet: it gets a chunk. Null if there is none.</param>
/// <param name="Wait">How long to wait for draft tokens before planning again; zero to run now.</param>
internal readonly record struct Plan(
    IReadOnlyList<OpenedGeneration> Decoding, int Rows, OpenedGeneration? Prefilling, TimeSpan Wait);

/// <summary>Sorts the running generations into prefill and decode, and chooses depth and linger of the next decode pass.</summary>
internal sealed class DecodePlanner
{
    // What is left of a prompt rides along in a decode pass if it is this short: a chunk of one row would not be exact.
    private const int FewPending = 2;

    private readonly EngineFacts _facts;
    private readonly CostModel _costs;
    private readonly int _maxDepth;
    private readonly List<OpenedGeneration> _decoding = [];
    private readonly List<VerifierSession> _sessions = [];
    private readonly HashSet<VerifierSession> _drafted = [];

    public DecodePlanner(EngineFacts facts, CostModel costs, int maxDepth)
    {
        _facts = facts;
        _costs = costs;
        _maxDepth = maxDepth;
        WantedDraftTokens = Math.Min(4, maxDepth);
    }

    /// <summary>The depth that pays at the present load, if drafts can keep up.</summary>
    public int WantedDraftTokens { get; private set; }

    /// <summary>Rows of a prefill chunk: no more than fit one pass.</summary>
    public int PrefillChunk(int configured) => Math.Min(configured, _facts.MaxBatchRows);

    public Plan Plan(IEnumerable<OpenedGeneration> running)
    {
        var prefilling = Sort(running);
        if (_decoding.Count == 0)
            return new Plan(_decoding, 0, prefilling, TimeSpan.Zero);

        var planner = new PassPlanner(_costs, _facts.MinRowsPerSequence, MaxRows(), _facts.MaxBatchRows);
        var now = planner.WithDraftsAtHand(_sessions);
        var later = planner.WithDraftsAsWanted(_sessions, _drafted.Contains);
        WantedDraftTokens = later.Rows - 1;
        // While a prompt is being prefilled there is always something better to do than to wait.
        var wait = prefilling is null ? Linger(now, later) : TimeSpan.Zero;
        return new Plan(_decoding, now.Rows, prefilling, wait);
    }

    private OpenedGeneration? Sort(IEnumerable<OpenedGeneration> running)
    {
        _decoding.Clear();
        _sessions.Clear();
        _drafted.Clear();
        OpenedGeneration? prefilling = null;
        foreach (var generation in running)
        {
            if (generation.Session.Pending > FewPending)
            {
                // The one with least left is answered soonest.
                if (prefilling is null || generation.Session.Pending < prefilling.Session.Pending)
                    prefilling = generation;
                continue;
            }

            _decoding.Add(generation);
            _sessions.Add(generation.Session);
            if (generation.Drafted)
                _drafted.Add(generation.Session);
        }

        return prefilling;
    }

    private int MaxRows()
    {
        var rows = _maxDepth + 1;
        foreach (var session in _sessions)
            rows = Math.Min(rows, _facts.ContextPerSequence - session.Cached);
        return rows;
    }

    private TimeSpan Linger(PassPlan now, PassPlan later)
    {
        var longest = 0.0;
        foreach (var generation in _decoding)
        {
            // A draft that has spoken since the verdict has sent what it wants to be verified next.
            if (!generation.Drafted || !generation.Arrival.IsDue || generation.Session.DraftTokens >= WantedDraftTokens)
                continue;
            var wait = LingerPolicy.Wait(now, later, generation.Arrival.Seconds, generation.Arrival.SinceVerdict.TotalSeconds);
            if (wait == 0)
                generation.Arrival.GaveUp();
            longest = Math.Max(longest, wait);
        }

        return TimeSpan.FromSeconds(longest);
    }
}
