namespace SpecMesh.VerifierService.Tests;

/// <summary>Draft blocks as good, bad and mad drafts send them.</summary>
internal static class Blocks
{
    /// <param name="random">Where chance comes from.</param>
    /// <param name="truth">All tokens that will be decided, prompt first.</param>
    /// <param name="prompt">How many of them are the prompt.</param>
    /// <param name="vocabulary">Number of token ids.</param>
    public static DraftBlock Next(Random random, int[] truth, int prompt, int vocabulary)
    {
        var position = random.Next(random.Next(4) == 0 ? 1 : prompt, truth.Length);
        var tokens = truth.Skip(position).Take(random.Next(1, 12)).ToArray();
        if (random.Next(3) == 0)
            tokens[random.Next(tokens.Length)] = random.Next(vocabulary);
        return Of(truth.AsSpan(0, position), tokens, random.Next(8) == 0 ? (ulong)random.NextInt64() : null);
    }

    /// <summary>A block that goes on after <paramref name="prefix"/>.</summary>
    public static DraftBlock Of(ReadOnlySpan<int> prefix, int[] tokens, ulong? hash = null)
    {
        var path = new Speculation.Paths.TokenPath();
        path.Append(prefix);
        return new DraftBlock { Base = prefix.Length, PrefixHash = hash ?? path.HashBefore(prefix.Length), Tokens = { tokens } };
    }
}
