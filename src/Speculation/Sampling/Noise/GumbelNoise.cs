using System.Numerics;
using System.Runtime.CompilerServices;

namespace SpecMesh.Speculation.Sampling.Noise;

/// <summary>The noise of a token, -ln(-ln u), and an upper bound of it that is cheap to compute for many tokens.</summary>
/// <remarks>
/// The bound rests on two inequalities. -ln u >= 1 - u, so the noise is at most -ln(1 - u), and that is close where it matters: next
/// to u = 1. And log2(2^e (1 + m)) >= e + m for m in [0, 1), where e + m is what the bits of a floating-point number say when they are read as
/// an integer; the two differ by at most 0.0861. With word w, 1 - u is more than h / 2^31 for h = (2^32 - 1 - w) / 2 rounded down, hence
/// noise &lt;= ln 2 * (31 - log2 h) &lt;= ln 2 * 2^-23 * (bits(2^31) - bits(h)).
/// In single precision the rounding of h, of the difference, of the constant and of the product each cost at most 2^-24 of a value that is
/// at most 22, together less than 2^-17. A word of all ones has h = 0; its bound is above 100.
/// </remarks>
internal static class GumbelNoise
{
    /// <summary>How far the computed <see cref="UpperBound"/> can lie below the noise.</summary>
    public const double BoundError = 1.0 / (1 << 17);

    /// <summary>The noise of the largest word: no token can gain more.</summary>
    public static readonly double Greatest = Of(uint.MaxValue);

    private const int BitsOf2To31 = (127 + 31) << 23;
    private const float NatsPerBit = (float)(0.693147180559945309 / (1 << 23));

    /// <summary>The noise itself, in double precision.</summary>
    public static double Of(uint word) => -Math.Log(-Math.Log(Philox.ToUniform(word)));

    /// <summary>At least the noise of each word, less <see cref="BoundError"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<float> UpperBound(Vector<uint> words)
    {
        var half = Vector.AsVectorInt32(words >>> 1) ^ Vector.Create(int.MaxValue);
        var bits = Vector.AsVectorInt32(Vector.ConvertToSingle(half));
        return Vector.ConvertToSingle(bits - Vector.Create(BitsOf2To31)) * -NatsPerBit;
    }
}
