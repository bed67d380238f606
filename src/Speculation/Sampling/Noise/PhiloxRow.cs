using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace SpecMesh.Speculation.Sampling.Noise;

/// <summary>The words of <see cref="Philox"/> for many tokens of one position at a time, computed several counters at once.</summary>
internal sealed class PhiloxRow
{
    // Key words of the ten rounds: k0 and k1 of the first, of the second, and so on.
    private readonly uint[] _keys = new uint[2 * Philox.Rounds];
    private readonly ulong _seed;

    public PhiloxRow(ulong seed)
    {
        _seed = seed;
        for (var round = 0; round < Philox.Rounds; round++)
        {
            _keys[2 * round] = (uint)seed + (uint)round * Philox.Weyl0;
            _keys[2 * round + 1] = (uint)(seed >> 32) + (uint)round * Philox.Weyl1;
        }
    }

    /// <summary>Fills <paramref name="words"/> with the words of consecutive tokens.</summary>
    /// <param name="position">Position of the token to draw.</param>
    /// <param name="first">The first token; a multiple of 4.</param>
    /// <param name="words">One word per token.</param>
    public void Fill(int position, int first, Span<uint> words)
    {
        var done = 0;
        if (CounterLanes512.IsSupported)
            done = FillBlocks<CounterLanes512>(position, first, words);
        else if (CounterLanes256.IsSupported)
            done = FillBlocks<CounterLanes256>(position, first, words);
        else if (CounterLanes128.IsSupported)
            done = FillBlocks<CounterLanes128>(position, first, words);
        FillRest(position, first + done, words[done..]);
    }

    /// <summary>Fills as many words as whole steps of two registers allow.</summary>
    /// <returns>How many words that was; a multiple of 4.</returns>
    internal int FillBlocks<TLanes>(int position, int first, Span<uint> words)
        where TLanes : struct, ICounterLanes<TLanes>
    {
        var step = 2 * 4 * TLanes.Count;
        var done = 0;
        ref var destination = ref MemoryMarshal.GetReference(words);
        for (; done + step <= words.Length; done += step)
        {
            var block = (uint)(first + done) >> 2;
            TwoRegisters<TLanes>(block, (uint)position, ref Unsafe.Add(ref destination, done));
        }

        return done;
    }

    internal void FillRest(int position, int first, Span<uint> words)
    {
        for (var done = 0; done < words.Length; done += 4)
        {
            var (x0, x1, x2, x3) = Philox.Block(_seed, (uint)(first + done) >> 2, (uint)position, 0, 0);
            ReadOnlySpan<uint> block = [x0, x1, x2, x3];
            block[..Math.Min(4, words.Length - done)].CopyTo(words[done..]);
        }
    }

    // Two registers go through the rounds side by side: the products of one are computed while those of the other are waited for.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void TwoRegisters<TLanes>(uint block, uint position, ref uint destination)
        where TLanes : struct, ICounterLanes<TLanes>
    {
        var multiplier0 = TLanes.All(Philox.Multiplier0);
        var multiplier1 = TLanes.All(Philox.Multiplier1);
        var (a0, a1, a2, a3) = (TLanes.Sequence(block), TLanes.All(position), TLanes.All(0), TLanes.All(0));
        var (b0, b1, b2, b3) = (TLanes.Sequence(block + (uint)TLanes.Count), a1, a2, a3);
        ref var keys = ref MemoryMarshal.GetArrayDataReference(_keys);
        for (var round = 0; round < Philox.Rounds; round++)
        {
            var k0 = TLanes.All(Unsafe.Add(ref keys, 2 * round));
            var k1 = TLanes.All(Unsafe.Add(ref keys, 2 * round + 1));
            var (p0, p1) = (TLanes.Multiply(multiplier0, a0), TLanes.Multiply(multiplier1, a2));
            var (q0, q1) = (TLanes.Multiply(multiplier0, b0), TLanes.Multiply(multiplier1, b2));
            (a0, a1, a2, a3) = (TLanes.High(p1) ^ a1 ^ k0, p1, TLanes.High(p0) ^ a3 ^ k1, p0);
            (b0, b1, b2, b3) = (TLanes.High(q1) ^ b1 ^ k0, q1, TLanes.High(q0) ^ b3 ^ k1, q0);
        }

        TLanes.Store(a0, a1, a2, a3, ref destination);
        TLanes.Store(b0, b1, b2, b3, ref Unsafe.Add(ref destination, 4 * TLanes.Count));
    }
}
