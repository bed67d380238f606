using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace SpecMesh.Speculation.Sampling.Noise;

/// <summary>Eight counters at a time: AVX-512.</summary>
internal readonly struct CounterLanes512(Vector512<ulong> lanes) : ICounterLanes<CounterLanes512>
{
    private readonly Vector512<ulong> _lanes = lanes;

    public static bool IsSupported => Vector512.IsHardwareAccelerated && Avx512F.IsSupported;

    public static int Count => Vector512<ulong>.Count;

    // Counters 0 to 3 in the even lanes and 4 to 7 in the odd ones: unpacking them in Store puts them in order.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static CounterLanes512 Sequence(uint first) => new(Vector512.Create((ulong)first) + Vector512.Create(0UL, 4, 1, 5, 2, 6, 3, 7));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static CounterLanes512 All(uint word) => new(Vector512.Create((ulong)word));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static CounterLanes512 Multiply(CounterLanes512 left, CounterLanes512 right) =>
        new(Avx512F.Multiply(left._lanes.AsUInt32(), right._lanes.AsUInt32()));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static CounterLanes512 High(CounterLanes512 product) => new(product._lanes >>> 32);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static CounterLanes512 operator ^(CounterLanes512 left, CounterLanes512 right) => new(left._lanes ^ right._lanes);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(CounterLanes512 x0, CounterLanes512 x1, CounterLanes512 x2, CounterLanes512 x3, ref uint destination)
    {
        var x01 = Pair(x0._lanes, x1._lanes);
        var x23 = Pair(x2._lanes, x3._lanes);
        Avx512F.UnpackLow(x01, x23).AsUInt32().StoreUnsafe(ref destination);
        Avx512F.UnpackHigh(x01, x23).AsUInt32().StoreUnsafe(ref destination, (nuint)Vector512<uint>.Count);
    }

    private static Vector512<ulong> Pair(Vector512<ulong> low, Vector512<ulong> high) =>
        Vector512.ConditionalSelect(Vector512.Create((ulong)uint.MaxValue), low, high << 32);
}
