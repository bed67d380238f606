using System.IO.Hashing;
using System.Runtime.InteropServices;

namespace SpecMesh.Inference.Scripted;

/// <summary>Logits that are a hash of the last few tokens: a model of no sense, but the same everywhere and at once.</summary>
internal sealed class ScriptedLogits(ScriptedOptions options)
{
    // Any constants do, if they differ: they keep the draft's coin and its wrong logits apart from the target's.
    private const long CoinSalt = 0x5EED_C014;
    private const long WrongSalt = 0x5EED_BAD0;

    /// <summary>Fills <paramref name="logits"/> for the token that follows <paramref name="context"/>.</summary>
    public void Fill(ReadOnlySpan<int> context, Span<float> logits)
    {
        if (context.Length > options.Memory)
            context = context[^options.Memory..];
        var agrees = Uniform(Hash(context, CoinSalt)) < options.Skill;
        var state = Hash(context, agrees ? 0 : WrongSalt);
        for (var token = 0; token < logits.Length; token++)
            logits[token] = options.Sharpness * (float)(2 * Uniform(Mix(state + (ulong)token)) - 1);
    }

    private ulong Hash(ReadOnlySpan<int> context, long salt) =>
        XxHash64.HashToUInt64(MemoryMarshal.AsBytes(context), options.Seed ^ salt);

    /// <summary>The finaliser of SplitMix64 (Steele, Lea and Flood 2014).</summary>
    private static ulong Mix(ulong value)
    {
        value += 0x9E3779B97F4A7C15;
        value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
        value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
        return value ^ (value >> 31);
    }

    private static double Uniform(ulong bits) => (bits >> 11) * (1.0 / (1UL << 53));
}
