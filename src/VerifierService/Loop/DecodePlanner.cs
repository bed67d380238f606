using System.Runtime.InteropServices;
using SpecMesh.Inference.Engine;
using SpecMesh.Speculation.Planning;
using SpecMesh.Speculation.Verification;
using SpecMesh.VerifierService.Sessions;

namespace SpecMesh.VerifierService.Loop;

/// <summary>What to do next: read prompts, or run a decode pass.</summary>
/// <param name="Decoding">Generations of the decode pass, in ascending order of slot. Valid until the next plan.</param>
/// <param name="Rows">Rows of each in that pass.</param>
/// <param name="Prefilling">Generations whose prompt is not in the KV cache yet, and which get a chunk each first. Valid until the next plan.</param>
/// <param name="Wait">How long to wait for draft tokens before planning again; zero to run now.</param>
internal readonly record struct Plan(
    IReadOnlyList<OpenedGeneration> Decoding, int Rows, IReadOnlyList<OpenedGeneration> Prefilling, TimeSpan Wait);

/// <summary>Sorts the running generations into prefill and decode, and chooses depth and linger of the next decode pass.</summary>
internal sealed class DecodePlanner
{
    // What is left of a prompt rides along in a decode pass if it is this short: a chunk of one row would not be exact.
    private const int FewPending = 2;

    private const int FirstWanted = 4;

    private readonly EngineFacts _facts;
    private readonly DraftingTrial _trial;
    private readonly PassPlanner _passes;
    private readonly BreakEven _breakEven = new();
    private readonly int _maxDepth;

    // No more rows than fit one pass.
    private readonly int _prefillChunk;
    private readonly PrefillOrder _prefills;
    private readonly BlockWait _wait;
    private readonly List<OpenedGeneration> _prefilling = [];
    private readonly List<OpenedGeneration> _decoding = [];
    private readonly List<VerifierSession> _sessions = [];
    private readonly List<DraftDistance?> _drafts = [];

    private PassPlan _later = new(Rows: 1, ExpectedTokens: 1, Seconds: 1);

    public DecodePlanner(EngineFacts facts, CostModel costs, DraftingTrial trial, VerifierOptions options)
    {
        _trial = trial;
        _facts = facts;
        _passes = new PassPlanner(costs, facts.MinRowsPerSequence, facts.MaxBatchRows);
        _maxDepth = options.MaxDepth;
        _prefillChunk = Math.Min(options.PrefillChunk, facts.MaxBatchRows);
        _prefills = new PrefillOrder(_prefillChunk);
        _wait = new BlockWait(DepthOf);
        WantedDraftTokens = Math.Min(FirstWanted, _maxDepth);
    }

    /// <summary>The depth that pays at the present load, if drafts can keep up: at least 1. Whether they are asked at all, the trial decides.</summary>
    public int WantedDraftTokens { get; private set; }

    /// <summary>What to ask the draft of a generation for.</summary>
    /// <remarks>
    /// Of a draft nearby nothing, where enough is at hand to go on at once: what it guessed during the pass, on the verifier's cores or not, would be a
    /// second block before the first is decided, and short, since its guesses are to be likely together with those of the first.
    /// One that is farther away guesses for passes to come as well, while verdicts travel: its time costs the verifier nothing.
    /// </remarks>
    public WantedGuesses WantedOf(OpenedGeneration generation)
    {
        var bounds = generation.Session.Bounds;
        var distance = generation.Arrival.Distance;
        var leastTokens = Math.Clamp(_later.CheapRows - 1, bounds.MinDepth, bounds.MaxDepth);
        var depth = DepthOf(generation);
        if (!_trial.Drafting || !distance.IsNear(_later.Seconds))
            return new WantedGuesses(depth, AheadOf(depth, distance), LeastReach: 0, leastTokens);
        if (generation.Session.DraftTokens >= depth)
            return new WantedGuesses(Depth: 0, Ahead: 0, LeastReach: 0, leastTokens);

        var leastReach = (float)_breakEven.Reach(Math.Max(1, _decoding.Count), _later, distance.SecondsPerToken);
        if (leastReach > 0)
            depth = Math.Clamp(_later.MostRows - 1, bounds.MinDepth, bounds.MaxDepth);
        return new WantedGuesses(depth, AheadOf(depth, distance), leastReach, leastTokens);
    }

    /// <summary>Rows of the next chunk of a prompt. The last one has a row as well for each draft token at hand that is likely enough.</summary>
    /// <remarks>Otherwise they wait for the first decode pass, which would be one pass more.</remarks>
    public int PrefillRows(VerifierSession session)
    {
        if (session.Pending > _prefillChunk)
            return _prefillChunk;
        var most = Math.Min(Math.Min(_prefillChunk, session.Pending + _maxDepth), _facts.ContextPerSequence - session.Cached);
        var leastReach = _breakEven.Reach(Math.Max(1, _decoding.Count), _later, secondsPerGuess: 0);
        var (rows, reach) = (session.Pending, 1.0);
        for (var depth = 1; depth <= session.DraftTokens && rows < most; depth++)
        {
            reach *= session.AcceptanceAt(depth);
            if (depth > session.Bounds.MinDepth && (reach == 0 || reach < leastReach))
                break;
            rows++;
        }

        return rows;
    }

    /// <param name="running">The running generations by slot; not empty.</param>
    public Plan Plan(IList<OpenedGeneration> running)
    {
        Sort(running);
        if (_decoding.Count == 0)
            _prefills.MakeRoom();
        if (_prefills.Take(_prefilling))
            return new Plan([], Rows: 0, _prefilling, Wait: TimeSpan.Zero);

        var maxRows = MaxRows();
        var sessions = CollectionsMarshal.AsSpan(_sessions);
        var drafted = AnyDraftTokens();
        var now = _passes.WithDraftsAtHand(sessions, maxRows, drafted ? _breakEven.TokensPerSecond(sessions.Length) : 0);
        var later = _passes.WithDraftsAsWanted(sessions, CollectionsMarshal.AsSpan(_drafts), maxRows);
        WantedDraftTokens = Math.Max(1, later.Rows - 1);
        _later = later;
        if (_wait.For(_decoding, now, later, promptsWait: !_prefills.IsEmpty) is { Ticks: > 0 } wait)
            return new Plan(_decoding, now.Rows, [], wait);
        if (drafted)
            _breakEven.Observe(_decoding.Count, now, LongestWait(now));
        _prefills.MakeRoom();
        return new Plan(_decoding, now.Rows, [], Wait: TimeSpan.Zero);
    }

    private int AheadOf(int depth, DraftDistance distance) =>
        Math.Min(VerifierSession.MaxDraftTokens, depth * distance.BlocksUnderWay(depth, _later.Seconds));

    /// <summary>The depth that pays on the average, if drafts can keep up.</summary>
    private int DepthOf(OpenedGeneration generation)
    {
        var bounds = generation.Session.Bounds;
        return Math.Min(_trial.Drafting ? WantedDraftTokens : bounds.MinDepth, bounds.MaxDepth);
    }

    private bool AnyDraftTokens()
    {
        foreach (var session in _sessions)
        {
            if (session.DraftTokens > 0)
                return true;
        }

        return false;
    }

    /// <summary>About how long a pass has waited for the draft tokens that are at hand, in seconds.</summary>
    private double LongestWait(PassPlan pass)
    {
        var longest = 0.0;
        foreach (var generation in _decoding)
        {
            if (generation.Session.DraftTokens is > 0 and var tokens)
                longest = Math.Max(longest, generation.Arrival.Distance.WaitSeconds(tokens, pass.Seconds));
        }

        return longest;
    }

    private void Sort(IList<OpenedGeneration> running)
    {
        _decoding.Clear();
        _sessions.Clear();
        _drafts.Clear();
        _prefills.Clear();
        for (var i = 0; i < running.Count; i++)
        {
            var generation = running[i];
            if (generation.Session.Pending > FewPending)
            {
                _prefills.Add(generation);
                continue;
            }

            if (generation.Session.DraftTokens < _maxDepth)
                generation.Session.Guess();
            _decoding.Add(generation);
            _sessions.Add(generation.Session);
            _drafts.Add(generation.Drafted ? generation.Arrival.Distance : null);
        }
    }

    private int MaxRows()
    {
        var rows = _maxDepth + 1;
        foreach (var session in _sessions)
            rows = Math.Min(rows, _facts.ContextPerSequence - session.Cached);
        return rows;
    }
}
