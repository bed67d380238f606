using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace SpecMesh.Speculation.Sampling.Noise;

/// <summary>Two counters at a time: SSE2 and Neon.</summary>
internal readonly struct CounterLanes128(Vector128<ulong> lanes) : ICounterLanes<CounterLanes128>
{
    private readonly Vector128<ulong> _lanes = lanes;

    public static bool IsSupported => Sse2.IsSupported || AdvSimd.IsSupported;

    public static int Count => Vector128<ulong>.Count;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static CounterLanes128 Sequence(uint first) => new(Vector128.Create((ulong)first, (ulong)first + 1));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static CounterLanes128 All(uint word) => new(Vector128.Create((ulong)word));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static CounterLanes128 Multiply(CounterLanes128 left, CounterLanes128 right) => new(
        Sse2.IsSupported
            ? Sse2.Multiply(left._lanes.AsUInt32(), right._lanes.AsUInt32())
            : AdvSimd.MultiplyWideningLower(
                AdvSimd.ExtractNarrowingLower(left._lanes), AdvSimd.ExtractNarrowingLower(right._lanes)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static CounterLanes128 High(CounterLanes128 product) => new(product._lanes >>> 32);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static CounterLanes128 operator ^(CounterLanes128 left, CounterLanes128 right) => new(left._lanes ^ right._lanes);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(CounterLanes128 x0, CounterLanes128 x1, CounterLanes128 x2, CounterLanes128 x3, ref uint destination)
    {
        var x01 = Pair(x0._lanes, x1._lanes);
        var x23 = Pair(x2._lanes, x3._lanes);
        Vector128.Create(x01.GetLower(), x23.GetLower()).AsUInt32().StoreUnsafe(ref destination);
        Vector128.Create(x01.GetUpper(), x23.GetUpper()).AsUInt32().StoreUnsafe(ref destination, (nuint)Vector128<uint>.Count);
    }

    private static Vector128<ulong> Pair(Vector128<ulong> low, Vector128<ulong> high) =>
        Vector128.ConditionalSelect(Vector128.Create((ulong)uint.MaxValue), low, high << 32);
}
