namespace SpecMesh.Speculation.Sampling.Noise;

/// <summary>
/// Philox 4x32-10: a counter-based generator. Any (seed, position, token) has its uniform number without a state to carry, so two
/// machines that never spoke draw the same noise.
/// </summary>
/// <remarks>
/// Salmon, Moraes, Dror, Shaw: "Parallel random numbers: as easy as 1, 2, 3", SC 2011. Key: the seed's low and high word.
/// Counter: (token / 4, position, 0, 0); word token % 4 of the output is the token's.
/// </remarks>
public static class Philox
{
    internal const uint Multiplier0 = 0xD2511F53;
    internal const uint Multiplier1 = 0xCD9E8D57;
    internal const uint Weyl0 = 0x9E3779B9;
    internal const uint Weyl1 = 0xBB67AE85;
    internal const int Rounds = 10;

    /// <summary>The uniform number of one token at one position, in (0, 1): (word + 1/2) / 2^32.</summary>
    public static double Uniform(ulong seed, int position, int token) => ToUniform(Word(seed, position, token));

    /// <summary>The word of one token at one position.</summary>
    public static uint Word(ulong seed, int position, int token)
    {
        var block = Block(seed, (uint)token >> 2, (uint)position, 0, 0);
        return (token & 3) switch { 0 => block.X0, 1 => block.X1, 2 => block.X2, _ => block.X3 };
    }

    /// <summary>The four words of a counter.</summary>
    public static (uint X0, uint X1, uint X2, uint X3) Block(ulong seed, uint c0, uint c1, uint c2, uint c3)
    {
        var k0 = (uint)seed;
        var k1 = (uint)(seed >> 32);
        for (var round = 0; round < Rounds; round++)
        {
            var p0 = (ulong)Multiplier0 * c0;
            var p1 = (ulong)Multiplier1 * c2;
            (c0, c1, c2, c3) = ((uint)(p1 >> 32) ^ c1 ^ k0, (uint)p1, (uint)(p0 >> 32) ^ c3 ^ k1, (uint)p0);
            k0 += Weyl0;
            k1 += Weyl1;
        }

        return (c0, c1, c2, c3);
    }

    internal static double ToUniform(uint word) => (word + 0.5) * (1.0 / 4294967296.0);
}
