namespace SpecMesh.Speculation.Sampling.Filters;

/// <summary>Some tokens of a row, to be put in order: most likely first, equal logits by id. Reuses its memory.</summary>
internal sealed class Shortlist
{
    // A token and its logit in one number that sorts in the order wanted, so that sorting needs no comparer.
    private ulong[] _keys = [];

    public int Count { get; private set; }

    public (int Token, float Logit) this[int index] => ((int)(uint)_keys[index], LogitOf((uint)(_keys[index] >> 32)));

    public Cutoff Last => new(this[Count - 1].Logit, this[Count - 1].Token);

    public void Clear() => Count = 0;

    public void Add(int token, float logit)
    {
        if (Count == _keys.Length)
            Array.Resize(ref _keys, Math.Max(256, 2 * Count));
        _keys[Count++] = ((ulong)Descending(logit) << 32) | (uint)token;
    }

    public void Sort() => _keys.AsSpan(0, Count).Sort();

    /// <summary>The <paramref name="count"/> most likely tokens of a row, in order.</summary>
    /// <param name="logits">More than <paramref name="count"/> logits.</param>
    /// <param name="count">At least 1.</param>
    public void TakeBest(ReadOnlySpan<float> logits, int count)
    {
        // Room for as many again: sorting out the surplus then costs little for each token that passes the limit.
        var capacity = (int)Math.Min(logits.Length, 2L * count + 64);
        Clear();
        for (var token = 0; token < capacity; token++)
            Add(token, logits[token]);
        SortOut(count);

        // A later token must have a higher logit than the last one kept: on a tie the lower id stays.
        var better = new TokensAtLeast(logits, MathF.BitIncrement(Last.Logit)).From(capacity);
        while (better.MoveNext())
        {
            Add(better.Current, logits[better.Current]);
            if (Count < capacity)
                continue;
            SortOut(count);
            better.Least = MathF.BitIncrement(Last.Logit);
        }

        SortOut(count);
    }

    private void SortOut(int count)
    {
        Sort();
        Count = Math.Min(Count, count);
    }

    private static uint Descending(float logit)
    {
        // Adding 0 makes -0 equal to 0. Of two positive numbers the higher has the higher bits, of two negative ones the lower.
        var bits = BitConverter.SingleToInt32Bits(logit + 0f);
        return ~(uint)(bits ^ ((bits >> 31) | int.MinValue));
    }

    private static float LogitOf(uint descending)
    {
        var ascending = (int)~descending;
        return BitConverter.Int32BitsToSingle(ascending ^ (~(ascending >> 31) | int.MinValue));
    }
}
