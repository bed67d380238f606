namespace SpecMesh.Speculation.Tests.Verification;

/// <summary>A block of guesses.</summary>
internal sealed record Block(int Base, ulong PrefixHash, int[] Tokens);

/// <summary>Blocks as good, bad and mad drafts send them.</summary>
internal static class BlockGen
{
    /// <param name="random">Where chance comes from.</param>
    /// <param name="truth">All tokens that will be decided, prompt first.</param>
    /// <param name="decided">How many of them are decided.</param>
    public static Block Next(Random random, ReadOnlySpan<int> truth, int decided)
    {
        var position = random.Next(4) switch
        {
            0 => random.Next(1, truth.Length),
            1 => Math.Max(1, decided - random.Next(4)),
            2 => Math.Min(truth.Length - 1, decided + random.Next(4)),
            _ => Math.Min(truth.Length - 1, decided),
        };
        var tokens = truth.Slice(position, Math.Min(random.Next(9), truth.Length - position)).ToArray();
        if (random.Next(3) == 0)
            tokens = [.. tokens, .. Enumerable.Range(0, random.Next(4)).Select(_ => random.Next(TinyModel.Vocabulary))];
        if (tokens.Length > 0 && random.Next(3) == 0)
            tokens[random.Next(tokens.Length)] = random.Next(TinyModel.Vocabulary);
        var hash = random.Next(8) == 0 ? (ulong)random.NextInt64() : PrefixHash.Of(truth[..position]);
        return new Block(random.Next(20) == 0 ? position + 1000 : position, hash, tokens);
    }
}
