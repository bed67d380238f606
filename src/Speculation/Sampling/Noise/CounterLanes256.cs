using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace SpecMesh.Speculation.Sampling.Noise;

/// <summary>Four counters at a time: AVX2.</summary>
internal readonly struct CounterLanes256(Vector256<ulong> lanes) : ICounterLanes<CounterLanes256>
{
    private readonly Vector256<ulong> _lanes = lanes;

    public static bool IsSupported => Avx2.IsSupported;

    public static int Count => Vector256<ulong>.Count;

    // Counters 0 and 1 in the even lanes, 2 and 3 in the odd ones: unpacking them in Store puts them in order.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static CounterLanes256 Sequence(uint first) => new(Vector256.Create((ulong)first) + Vector256.Create(0UL, 2, 1, 3));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static CounterLanes256 All(uint word) => new(Vector256.Create((ulong)word));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static CounterLanes256 Multiply(CounterLanes256 left, CounterLanes256 right) =>
        new(Avx2.Multiply(left._lanes.AsUInt32(), right._lanes.AsUInt32()));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static CounterLanes256 High(CounterLanes256 product) => new(product._lanes >>> 32);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static CounterLanes256 operator ^(CounterLanes256 left, CounterLanes256 right) => new(left._lanes ^ right._lanes);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(CounterLanes256 x0, CounterLanes256 x1, CounterLanes256 x2, CounterLanes256 x3, ref uint destination)
    {
        var x01 = Pair(x0._lanes, x1._lanes);
        var x23 = Pair(x2._lanes, x3._lanes);
        Avx2.UnpackLow(x01, x23).AsUInt32().StoreUnsafe(ref destination);
        Avx2.UnpackHigh(x01, x23).AsUInt32().StoreUnsafe(ref destination, (nuint)Vector256<uint>.Count);
    }

    private static Vector256<ulong> Pair(Vector256<ulong> low, Vector256<ulong> high) =>
        Vector256.ConditionalSelect(Vector256.Create((ulong)uint.MaxValue), low, high << 32);
}
