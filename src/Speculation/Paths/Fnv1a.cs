namespace SpecMesh.Speculation.Paths;

/// <summary>64-bit FNV-1a: tiny, published, and the same in every language a peer may be written in.</summary>
/// <remarks>Fowler, Noll, Vo: "The FNV Non-Cryptographic Hash Algorithm", IETF draft-eastlake-fnv.</remarks>
public static class Fnv1a
{
    /// <summary>The hash of nothing (the offset basis).</summary>
    public const ulong Seed = 0xcbf29ce484222325;

    private const ulong Prime = 0x00000100000001b3;

    /// <summary>Extends a hash by the four bytes of <paramref name="value"/>, lowest first.</summary>
    public static ulong Append(ulong hash, uint value)
    {
        for (var shift = 0; shift < 32; shift += 8)
            hash = (hash ^ (byte)(value >> shift)) * Prime;
        return hash;
    }
}
