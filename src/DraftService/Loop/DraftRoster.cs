using SpecMesh.Inference.Engine;
using SpecMesh.Inference.Grammars;
using SpecMesh.NodeHosting;
using SpecMesh.ServiceDefaults.Nodes;
using SpecMesh.Speculation.Drafting;
using SpecMesh.Speculation.Planning;
using SpecMesh.Speculation.Sampling;

namespace SpecMesh.DraftService.Loop;

/// <summary>A draft's generations: those that hold a sequence of its engine, and those that wait for one.</summary>
internal sealed class DraftRoster(IEngine engine, TimeProvider time)
{
    private readonly SlotTable _slots = new(engine.Facts.MaxSequences);
    private readonly LinkedList<(DraftedGeneration Generation, SamplingParameters Sampling)> _waiting = [];
    private readonly SortedList<int, DraftedGeneration> _running = [];
    private readonly PeerMemory<DraftKind, AcceptanceTable> _acceptance = new();

    /// <summary>Those that hold a sequence, in ascending order of slot.</summary>
    public IList<DraftedGeneration> Running => _running.Values;

    /// <summary>How many wait.</summary>
    public int Waiting => _waiting.Count;

    /// <summary>What the sequences hold: those in use, and the prefixes kept of generations that are over.</summary>
    public KvUse Kv => new(_running.Values.Sum(static generation => (long)generation.Session.Cached), _slots.Kept);

    /// <summary>Lets a generation wait for a sequence.</summary>
    public void Enqueue(DraftedGeneration generation, SamplingParameters sampling) => _waiting.AddLast((generation, sampling));

    /// <summary>Gives free sequences to those that wait, first come first served.</summary>
    public void Admit()
    {
        while (_waiting.First is { Value: var (generation, sampling) })
        {
            int[] decided = [.. generation.Decided, .. generation.Undrafted];
            if (_slots.Take(decided) is not var (slot, cached))
                return;
            _waiting.RemoveFirst();
            engine.Truncate(slot, cached);
            generation.Slot = slot;
            var common = _acceptance[DraftKind.Of(generation.Model, sampling.Temperature)];
            generation.Session = new DraftSession(decided, sampling, cached, ConstraintOf(generation, decided), common, generation.AnswerEnd);
            generation.LastExchange = time.GetTimestamp();
            generation.Trace?.Admitted(slot, cached);
            _running.Add(slot, generation);
        }
    }

    /// <summary>Drafts no more for a generation. What its sequence holds is kept for the next turn of its chat.</summary>
    public void Stop(DraftedGeneration generation)
    {
        if (generation.Slot < 0)
            RemoveWaiting(generation);
        else
            Release(generation, generation.Session.Tokens[..generation.Session.Cached]);
        generation.End();
    }

    /// <summary>Drafts no more for a generation whose sequence holds nobody knows what.</summary>
    public void Abandon(DraftedGeneration generation)
    {
        engine.Truncate(generation.Slot, 0);
        Release(generation, []);
        generation.End();
    }

    /// <summary>Drafts no more for any.</summary>
    public void EndAll()
    {
        foreach (var generation in _running.Values)
            generation.End();
        foreach (var (generation, _) in _waiting)
            generation.End();
        _running.Clear();
        _waiting.Clear();
    }

    private GrammarConstraint? ConstraintOf(DraftedGeneration generation, int[] decided)
    {
        if (generation.Grammar is not { } grammar)
            return null;
        try
        {
            var constraint = new GrammarConstraint(grammar, engine.Vocabulary);
            foreach (var token in decided.AsSpan(generation.Prompt))
                constraint.Accept(token);
            return constraint;
        }
        catch (Exception e) when (e is GrammarException or ConstraintException)
        {
            // Guesses without it are worth less, and no less right.
            return null;
        }
    }

    private void Release(DraftedGeneration generation, ReadOnlySpan<int> cachedTokens)
    {
        _running.Remove(generation.Slot);
        _slots.Release(generation.Slot, cachedTokens);
    }

    private void RemoveWaiting(DraftedGeneration generation)
    {
        for (var node = _waiting.First; node is not null; node = node.Next)
        {
            if (node.Value.Generation != generation)
                continue;
            _waiting.Remove(node);
            return;
        }
    }
}
