namespace SpecMesh.Inference.Grammars;

/// <summary>What a grammar may cost: it comes from a client, and the thread that follows it serves others, too.</summary>
internal static class GrammarLimits
{
    /// <summary>Characters of a grammar's text.</summary>
    public const int TextLength = 512 * 1024;

    /// <summary>Parentheses inside each other.</summary>
    public const int Depth = 100;

    /// <summary>The largest number in <c>{m,n}</c>.</summary>
    public const int Repetitions = 20_000;

    /// <summary>Symbols of all rules, repetitions written out.</summary>
    public const int Elements = 500_000;

    /// <summary>Ways to read the text so far that are followed side by side.</summary>
    public const int Stacks = 8192;

    /// <summary>Steps for one token: some tenths of a second. Common grammars take thousands at most.</summary>
    public const int Steps = 4_000_000;

    /// <summary>States that a generation remembers.</summary>
    public const int States = 1024;
}
