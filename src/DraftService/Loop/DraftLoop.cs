using System.Runtime.InteropServices;
using Microsoft.Extensions.Options;
using SpecMesh.Inference.Engine;
using SpecMesh.NodeHosting;
using SpecMesh.ServiceDefaults.Nodes;
using SpecMesh.Speculation.Sampling;
using SpecMesh.V1;

namespace SpecMesh.DraftService.Loop;

/// <summary>The draft's engine thread: one token for every generation that is inside its window, in one batch, then the next.</summary>
internal sealed class DraftLoop : EngineLoop
{
    private readonly DraftOptions _options;
    private readonly DraftRounds _rounds;
    private readonly FlushPolicy _flush;
    private readonly NodeStatus _status;
    private readonly DraftRoster _roster;
    private readonly TimeProvider _time;
    private readonly List<DraftedGeneration> _chosen = [];

    // A verdict's tokens, side by side.
    private readonly List<int> _committed = [];

    private readonly DraftPass _pass;
    private readonly ReportPace _reports;
    private readonly DraftMetrics _metrics;

    public DraftLoop(
        IEngine engine, IOptions<DraftOptions> options, IOptions<NodeOptions> node, NodeStatus status, DraftMetrics metrics, TimeProvider time)
        : base(engine, "draft")
    {
        _options = options.Value;
        _rounds = new DraftRounds(_options, engine.Facts);
        _flush = new FlushPolicy(_rounds, time);
        _status = status;
        _roster = new DraftRoster(engine, time);
        _metrics = metrics;
        _pass = new DraftPass(engine, metrics, time);
        _reports = new ReportPace(time);
        _time = time;
        // On the thread, so that nobody opens a generation before there is a loop to take it.
        Post(() => status.Publish(engine.ToNodeInfo(node.Value.Name, NodeRole.Draft)));
    }

    /// <summary>Begins to draft for a generation, as soon as a sequence is free.</summary>
    public void Open(DraftedGeneration generation, SamplingParameters sampling) => Post(
        () =>
        {
            if (Knows(generation.Decided))
                _roster.Enqueue(generation, sampling);
            else
                generation.End();
        },
        otherwise: generation.End);

    /// <summary>The verifier has decided tokens.</summary>
    public void Confirm(DraftedGeneration generation, Verdict verdict) => Post(() =>
    {
        if (generation.Ended || verdict.Committed.Count == 0)
            return;
        _committed.Clear();
        _committed.AddRange(verdict.Committed);
        var committed = CollectionsMarshal.AsSpan(_committed);
        if (!CanFollow(generation, verdict.Base, committed))
        {
            _roster.Stop(generation);
            return;
        }

        generation.Wanted = verdict.WantedDraftTokens;
        generation.WantedAhead = Math.Max(verdict.WantedAhead, verdict.WantedDraftTokens);
        generation.LeastReach = verdict.LeastReach;
        generation.LeastTokens = verdict.LeastDraftTokens;
        generation.VerifierPass = TimeSpan.FromMicroseconds(verdict.PassMicroseconds);
        generation.LastExchange = _time.GetTimestamp();
        generation.SentSinceVerdict = false;
        generation.Verdicts++;
        if (generation.Slot < 0)
            generation.Undrafted.AddRange(committed);
        else if (generation.Session.Confirm(verdict.Base, committed))
            Engine.Truncate(generation.Slot, generation.Session.Cached);
        if (verdict.Finish != FinishReason.Unspecified)
            _roster.Stop(generation);
    });

    /// <summary>The generation is over, or goes on with another verifier.</summary>
    public void Close(DraftedGeneration generation) => Post(() =>
    {
        if (!generation.Ended)
            _roster.Stop(generation);
    });

    protected override TimeSpan Tick()
    {
        _roster.Admit();
        Report();
        _rounds.Look(_roster.Running);
        var worked = Prefill() | Draft();
        _rounds.Look(_roster.Running);
        SendBlocks();
        return worked ? TimeSpan.Zero : Timeout.InfiniteTimeSpan;
    }

    protected override void EndAll(string reason) => _roster.EndAll();

    private void Report()
    {
        if (!_reports.IsDue(_roster.Running.Count, _roster.Waiting))
            return;
        _status.PublishLoad(_roster.Running.Count, _roster.Waiting);
        _status.PublishKv(_roster.Kv);
    }

    /// <summary>Feeds a chunk of each prompt.</summary>
    private bool Prefill()
    {
        var worked = false;
        // From the last one on: a pass that fails takes its generation out.
        for (var i = _roster.Running.Count - 1; i >= 0; i--)
        {
            var generation = _roster.Running[i];
            if (generation.Session.Pending <= DraftRounds.FewPending || !_flush.WantsMore(generation))
                continue;
            _chosen.Clear();
            _chosen.Add(generation);
            RunPass(Math.Min(_options.PrefillChunk, Engine.Facts.MaxBatchRows));
            worked = true;
        }

        return worked;
    }

    private bool Draft()
    {
        _chosen.Clear();
        var rows = 0;
        for (var i = 0; i < _roster.Running.Count; i++)
        {
            var generation = _roster.Running[i];
            var pending = generation.Session.Pending;
            if (pending > DraftRounds.FewPending || rows + pending > Engine.Facts.MaxBatchRows || !_flush.WantsMore(generation))
                continue;
            _chosen.Add(generation);
            rows += pending;
        }

        if (_chosen.Count == 0)
            return false;
        RunPass(DraftRounds.FewPending);
        return true;
    }

    /// <summary>Feeds each generation that was chosen what is pending, at most so many rows.</summary>
    private void RunPass(int mostRows)
    {
        try
        {
            _pass.Run(_chosen, mostRows);
        }
        catch (EngineException)
        {
            // Guesses are all that is lost: the verifier goes on alone.
            foreach (var generation in _chosen)
                _roster.Abandon(generation);
        }
    }

    private void SendBlocks()
    {
        for (var i = 0; i < _roster.Running.Count; i++)
        {
            var generation = _roster.Running[i];
            if (!_flush.ShouldSend(generation))
                continue;
            var request = generation.TakeBlock();
            _metrics.CountSent(request.Block.Tokens.Count);
            request.Block.DraftingMicroseconds = (int)_time.GetElapsedTime(generation.LastExchange).TotalMicroseconds;
            generation.LastExchange = _time.GetTimestamp();
            generation.SentSinceVerdict = true;
            generation.Trace?.Sent(request.Block.Tokens.Count);
            generation.Send(request);
        }
    }

    /// <summary>Whether a verdict goes on where the last one ended, in tokens that this draft has. If not, guesses would be of no use.</summary>
    private bool CanFollow(DraftedGeneration generation, int position, ReadOnlySpan<int> committed)
    {
        var decided = generation.Slot < 0
            ? generation.Decided.Length + generation.Undrafted.Count
            : generation.Session.Confirmed;
        return position == decided && Knows(committed);
    }

    // Vocabularies that fit may differ by some tokens at their end.
    private bool Knows(ReadOnlySpan<int> tokens) => !tokens.ContainsAnyExceptInRange(0, Engine.Vocabulary.Size - 1);
}
