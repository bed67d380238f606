using Grpc.Core;
using Microsoft.Extensions.Options;
using SpecMesh.Inference.Engine;
using SpecMesh.NodeHosting;
using SpecMesh.ServiceDefaults.Nodes;
using SpecMesh.Speculation.Planning;
using SpecMesh.V1;
using SpecMesh.VerifierService.Sessions;

namespace SpecMesh.VerifierService.Loop;

/// <summary>The verifier's engine thread: admits generations, plans a pass over all of them, runs it, and sends the verdicts.</summary>
internal sealed class VerifierLoop : EngineLoop
{
    /// <summary>What the costs of passes are kept as, see <see cref="IMeasurements"/>.</summary>
    internal const string CostsKind = "costs";

    private readonly VerifierOptions _options;
    private readonly NodeInfo _info;
    private readonly SlotTable _slots;
    private readonly CostModel _costs = new();
    private readonly IMeasurements _measurements;
    private readonly BlockIntake _blocks;
    private readonly PassRunner _runner;
    private readonly DecodePlanner _planner;
    private readonly DraftingPace _pace;
    private readonly SlotCompaction _compaction;
    private readonly PeerMemory<DraftKind, AcceptanceTable> _acceptance = new();
    private readonly PeerMemory<string, DraftDistance> _distances = new();
    private readonly VerifierMetrics _metrics;
    private readonly LoadReport _load;
    private readonly TimeProvider _time;
    private readonly LinkedList<OpenedGeneration> _waiting = [];

    // In order of slot: llama.cpp wants sequences ascending.
    private readonly SortedList<int, OpenedGeneration> _running = [];

    // When the wait for draft tokens began that is under way, as a timestamp; 0: there is none.
    private long _lingeringSince;

    public VerifierLoop(
        IEngine engine, IOptions<VerifierOptions> options, IOptions<NodeOptions> node, NodeStatus status, VerifierMetrics metrics,
        IMeasurements measurements, TimeProvider time)
        : base(engine, "verifier")
    {
        _options = options.Value;
        _load = new LoadReport(status, metrics.Drafts, time);
        _time = time;
        _info = engine.ToNodeInfo(node.Value.Name, NodeRole.Verifier);
        _slots = new SlotTable(engine.Facts.MaxSequences);
        _metrics = metrics;
        _measurements = measurements;
        var trial = new DraftingTrial();
        _planner = new DecodePlanner(engine.Facts, _costs, trial, _options);
        _pace = new DraftingPace(trial, time);
        _blocks = new BlockIntake(time);
        _runner = new PassRunner(engine, _planner, _blocks, metrics, _load, time);
        _compaction = new SlotCompaction(engine, _slots);
        if (measurements.Load<CostSnapshot>(CostsKind, engine.Facts.SpeedSubject) is { } learned)
            _costs.Load(learned);
        // On the thread, so that nobody opens a generation before there is a loop to take it.
        Post(() => status.Publish(_info));
    }

    /// <summary>Queues a generation. It is told when it has a slot.</summary>
    public void Open(OpenedGeneration generation) => Post(
        () => Enqueue(generation),
        otherwise: () => generation.End(new RpcException(new Status(StatusCode.Unavailable, "The node is shutting down."))));

    /// <summary>Hands draft tokens to a generation.</summary>
    public void Offer(OpenedGeneration generation, DraftBlock block)
    {
        _blocks.Keep(generation, block);
        Post(generation.TakeIncoming ??= () => _blocks.Take(generation));
    }

    /// <summary>No more draft tokens will come for a generation; it goes on without.</summary>
    public void DraftGone(OpenedGeneration generation) => Post(() => generation.DraftGone = true);

    /// <summary>The caller has gone: frees the slot.</summary>
    public void Close(OpenedGeneration generation) => End(generation, null);

    /// <summary>The caller sent what it must not: ends the generation with that error.</summary>
    public void Reject(OpenedGeneration generation, RpcException error) => End(generation, error);

    protected override TimeSpan Tick()
    {
        Admit();
        _load.Publish(_running.Values, _waiting.Count, _slots.Kept);
        if (_running.Count == 0)
        {
            _pace.Idle();
            return Timeout.InfiniteTimeSpan;
        }

        CountLinger();
        _compaction.Tick(_running);
        var plan = _planner.Plan(_running.Values);
        if (plan.Wait > TimeSpan.Zero)
        {
            _lingeringSince = _time.GetTimestamp();
            return plan.Wait;
        }

        if (plan.Decoding.Count > 0)
            Decode(plan.Decoding, plan.Rows);
        foreach (var prefilling in plan.Prefilling)
        {
            // While it waited for its turn its draft may have read the prompt, too.
            _blocks.Take(prefilling);
            if (!prefilling.Ended && Run([prefilling], _planner.PrefillRows(prefilling.Session), prefill: true) is { } elapsed)
                _pace.Prefilled(elapsed);
        }

        return TimeSpan.Zero;
    }

    protected override void EndAll(string reason)
    {
        var error = new RpcException(new Status(StatusCode.Unavailable, reason));
        foreach (var generation in _running.Values.Concat(_waiting))
            generation.End(error);
        _running.Clear();
        _waiting.Clear();
        _measurements.Save(CostsKind, Engine.Facts.SpeedSubject, _costs.Save());
    }

    private void Enqueue(OpenedGeneration generation)
    {
        if (_running.Count + _waiting.Count >= Engine.Facts.MaxSequences + _options.QueueLimit)
        {
            generation.End(new RpcException(new Status(StatusCode.ResourceExhausted,
                $"All {Engine.Facts.MaxSequences} sequences are in use and {_waiting.Count} generations wait (Verifier:QueueLimit).")));
            return;
        }

        generation.OpenedAt = _time.GetTimestamp();
        _waiting.AddLast(generation);
    }

    private void End(OpenedGeneration generation, RpcException? error) => Post(() =>
    {
        if (generation.Ended)
            return;
        if (generation.Slot < 0)
            _waiting.Remove(generation);
        Finish(generation, error);
    });

    private void Admit()
    {
        while (_waiting.First is { Value: var generation } && _slots.Take(generation.Decided) is var (slot, cached))
        {
            _waiting.RemoveFirst();
            Engine.Truncate(slot, cached);
            generation.Begin(slot, cached, _acceptance[generation.Kind], _distances[generation.Kind.Partner], _time);
            generation.Tally = generation.MayBeDrafted ? _metrics.Drafts.Of(generation.Kind.Partner) : null;
            generation.Trace?.Admitted(slot, cached);
            _metrics.CountQueue(_time.GetElapsedTime(generation.OpenedAt));
            _running.Add(slot, generation);
            var wanted = _planner.WantedOf(generation);
            generation.Send(new Opened
            {
                Prompt = { generation.Prompt },
                CachedTokens = cached,
                ContextLimit = GenerationFactory.ContextLimit(Engine.Facts),
                Model = _info.Model,
                Verifier = _info.Name,
                WantedDraftTokens = wanted.Depth,
                LeastReach = wanted.LeastReach,
                LeastDraftTokens = wanted.LeastTokens,
            });
            // A replay of a generation whose last verdict got lost on the way.
            if (generation.Text.Finish != FinishReason.Unspecified)
            {
                generation.Send(new VerifyResponse
                {
                    Verdict = new Verdict { Base = generation.Decided.Length, Finish = generation.Text.Finish, Stop = generation.Text.Stop },
                });
                Finish(generation);
            }
        }
    }

    private void Decode(IReadOnlyList<OpenedGeneration> generations, int rows)
    {
        var context = 0L;
        for (var i = 0; i < generations.Count; i++)
            context += generations[i].Session.Cached;
        var shape = new PassShape(generations.Count, rows, context);
        if (Run(generations, rows, prefill: false) is not { } elapsed)
            return;
        _costs.Observe(shape, elapsed);
        if (_options.RestDrafts)
            _pace.Decoded(generations, _runner.Committed);
    }

    private void CountLinger()
    {
        if (_lingeringSince == 0)
            return;
        _metrics.CountLinger(_time.GetElapsedTime(_lingeringSince));
        _lingeringSince = 0;
    }

    private TimeSpan? Run(IReadOnlyList<OpenedGeneration> generations, int rows, bool prefill)
    {
        TimeSpan elapsed;
        try
        {
            elapsed = _runner.Run(generations, rows, prefill);
        }
        catch (EngineException e)
        {
            foreach (var generation in generations)
                Fail(generation, e);
            return null;
        }

        for (var i = 0; i < generations.Count; i++)
        {
            var generation = generations[i];
            if (generation.Session.Failure is { } failure)
                Finish(generation, new RpcException(new Status(StatusCode.Aborted, failure.Message)));
            else if (generation.Text.Finish != FinishReason.Unspecified)
                Finish(generation);
        }

        return elapsed;
    }

    private void Finish(OpenedGeneration generation, RpcException? error = null)
    {
        if (generation.Slot >= 0 && _running.Remove(generation.Slot))
            _slots.Release(generation.Slot, generation.Session.DecidedTokens[..generation.Session.Cached]);
        generation.End(error);
    }

    private void Fail(OpenedGeneration generation, EngineException error)
    {
        Engine.Truncate(generation.Slot, 0);
        _running.Remove(generation.Slot);
        _slots.Release(generation.Slot, []);
        generation.End(new RpcException(new Status(StatusCode.Internal, error.Message)));
    }
}
