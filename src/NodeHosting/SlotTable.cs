namespace SpecMesh.NodeHosting;

/// <summary>Which sequence of the engine holds which tokens: a finished generation leaves its KV cache to the next that begins alike.</summary>
public sealed class SlotTable(int count)
{
    // For a shorter common beginning no slot is chosen whose cache is younger: it may be continued. The one that is chosen is reused in any case.
    private const int WorthChoosing = 16;

    private readonly Slot[] _slots = [.. Enumerable.Range(0, count).Select(static i => new Slot(i))];
    private long _clock;

    /// <summary>Takes a free slot for a generation that begins with <paramref name="tokens"/>.</summary>
    /// <returns>The slot, and how many leading tokens it has cached, fewer than there are; null if none is free.</returns>
    /// <remarks>
    /// The longest common prefix wins. Without one that is worth it, the lowest free slot that is empty, then the least recently used: llama.cpp
    /// runs neighbouring sequences in one pass over the weights, so low slots are kept together. What that one has in common, if only the
    /// first words of a chat template, is reused as well.
    /// </remarks>
    public (int Slot, int Cached)? Take(ReadOnlySpan<int> tokens)
    {
        Slot? best = null;
        var (bestCached, bestWorth) = (0, 0);
        foreach (var slot in _slots)
        {
            if (slot.InUse)
                continue;
            var cached = Math.Min(slot.Tokens.AsSpan().CommonPrefixLength(tokens), tokens.Length - 1);
            var worth = cached < WorthChoosing ? 0 : cached;
            if (best is null || worth > bestWorth || (worth == bestWorth && slot.LastUsed < best.LastUsed))
                (best, bestCached, bestWorth) = (slot, cached, worth);
        }

        if (best is null)
            return null;
        best.InUse = true;
        return (best.Index, bestCached);
    }

    /// <summary>Gives a slot back with what its KV cache now holds.</summary>
    public void Release(int slot, ReadOnlySpan<int> cachedTokens)
    {
        var released = _slots[slot];
        released.Tokens = cachedTokens.ToArray();
        released.LastUsed = cachedTokens.IsEmpty ? 0 : ++_clock;
        released.InUse = false;
    }

    /// <summary>Tokens that all free slots together have cached.</summary>
    public int Kept
    {
        get
        {
            var kept = 0;
            foreach (var slot in _slots)
                kept += slot.InUse ? 0 : slot.Tokens.Length;
            return kept;
        }
    }

    /// <summary>How many tokens a free slot has cached.</summary>
    public int CachedIn(int slot) => _slots[slot].Tokens.Length;

    /// <summary>
    /// A move that closes a gap below the highest slot in use. llama.cpp runs sequences in one pass over the weights only where they are
    /// neighbours: each gap costs every pass another.
    /// </summary>
    /// <returns>Null if there is no gap.</returns>
    public SlotMove? FindMove()
    {
        var from = Array.FindLastIndex(_slots, static slot => slot.InUse);
        var to = Array.FindIndex(_slots, static slot => !slot.InUse);
        return to < 0 || to > from ? null : new SlotMove(from, to, Keeper(to));
    }

    /// <summary>Notes that a move was made: the tokens of <see cref="SlotMove.From"/> are in <see cref="SlotMove.To"/> now.</summary>
    public void Moved(SlotMove move)
    {
        var (from, to) = (_slots[move.From], _slots[move.To]);
        if (move.Keeper is { } keeper)
            (_slots[keeper].Tokens, _slots[keeper].LastUsed) = (to.Tokens, to.LastUsed);
        (to.InUse, to.Tokens, to.LastUsed) = (true, [], 0);
        (from.InUse, from.Tokens, from.LastUsed) = (false, [], 0);
    }

    /// <summary>The free slot whose cache is worth less than that of <paramref name="slot"/>: an empty one, or one used longer ago.</summary>
    private int? Keeper(int slot)
    {
        if (_slots[slot].LastUsed == 0)
            return null;
        var keeper = _slots.Where(static other => !other.InUse).MinBy(static other => other.LastUsed)!;
        return keeper.LastUsed < _slots[slot].LastUsed ? keeper.Index : null;
    }

    private sealed class Slot(int index)
    {
        public int Index => index;

        public int[] Tokens { get; set; } = [];

        /// <summary>0 while it holds nothing, so that empty slots are taken first.</summary>
        public long LastUsed { get; set; }

        public bool InUse { get; set; }
    }
}
