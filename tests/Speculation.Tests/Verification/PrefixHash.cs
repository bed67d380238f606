namespace SpecMesh.Speculation.Tests.Verification;

/// <summary>The prefix hash as <c>verifier.proto</c> defines it, written anew.</summary>
internal static class PrefixHash
{
    public static ulong Of(ReadOnlySpan<int> tokens)
    {
        var hash = 14695981039346656037UL;
        foreach (var token in tokens)
        {
            foreach (var value in BitConverter.GetBytes(token))
                hash = unchecked((hash ^ value) * 1099511628211UL);
        }

        return hash;
    }
}
