using SpecMesh.Inference.Engine;
using SpecMesh.NodeHosting;
using SpecMesh.VerifierService.Sessions;

namespace SpecMesh.VerifierService.Loop;

/// <summary>Keeps the running generations in neighbouring sequences, which share one pass over the weights.</summary>
/// <remarks>A move copies the KV cache of a sequence, so a gap must last for some passes first: often the next request fills it.</remarks>
internal sealed class SlotCompaction(IEngine engine, SlotTable slots)
{
    private const int PatientTicks = 4;

    private int _ticks;

    /// <summary>Moves one generation if there is a gap that has lasted.</summary>
    /// <param name="running">The running generations by slot.</param>
    public void Tick(SortedList<int, OpenedGeneration> running)
    {
        var gap = running.Count > 0 && running.GetKeyAtIndex(running.Count - 1) >= running.Count;
        _ticks = gap ? _ticks + 1 : 0;
        if (_ticks <= PatientTicks || slots.FindMove() is not { } move)
            return;

        var generation = running[move.From];
        if (move.Keeper is { } keeper)
            engine.CopyPrefix(move.To, keeper, slots.CachedIn(move.To));
        engine.CopyPrefix(move.From, move.To, generation.Session.Cached);
        engine.Truncate(move.From, 0);
        slots.Moved(move);
        running.Remove(move.From);
        running.Add(move.To, generation);
        generation.MoveTo(move.To);
    }
}
