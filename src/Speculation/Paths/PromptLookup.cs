namespace SpecMesh.Speculation.Paths;

/// <summary>Guesses how a text goes on from how it went on when its last few tokens stood in it before.</summary>
/// <remarks>
/// Quoted text, code and JSON repeat themselves, so this drafts well there and costs no model. Apoorv Saxena: "Prompt lookup
/// decoding" (2023), here with an index over the last 3, 2 and 1 tokens instead of a search.
/// </remarks>
public sealed class PromptLookup
{
    /// <summary>Longest match that is looked for, in tokens.</summary>
    public const int MaxMatch = 3;

    // Entry n - 1: the position after each run of n tokens, the latest one.
    private readonly Dictionary<ulong, int>[] _after = [[], [], []];
    private int _learned;

    /// <summary>Takes in the tokens of <paramref name="decided"/> that are new since the last call.</summary>
    public void Learn(ReadOnlySpan<int> decided)
    {
        // A run counts once the token that follows it is known.
        for (_learned = Math.Max(_learned, 1); _learned < decided.Length; _learned++)
        {
            for (var length = 1; length <= Math.Min(MaxMatch, _learned); length++)
                _after[length - 1][KeyOf(decided[(_learned - length).._learned])] = _learned;
        }
    }

    /// <summary>Guesses the tokens that follow <paramref name="context"/>.</summary>
    /// <param name="context">All tokens before the first to guess; begins with what was learned.</param>
    /// <param name="guesses">Receives the guesses: all of it if anything matched, else the last token, once.</param>
    /// <param name="match">How many last tokens of the context were found earlier: 0 to <see cref="MaxMatch"/>.</param>
    /// <returns>How many guesses there are.</returns>
    public int Continue(ReadOnlySpan<int> context, Span<int> guesses, out int match)
    {
        for (match = Math.Min(MaxMatch, context.Length); match > 0; match--)
        {
            if (!_after[match - 1].TryGetValue(KeyOf(context[^match..]), out var position))
                continue;
            // Past the end of the context the copy goes on with its own guesses: a repetition repeats.
            for (var i = 0; i < guesses.Length; i++, position++)
                guesses[i] = position < context.Length ? context[position] : guesses[position - context.Length];
            return guesses.Length;
        }

        guesses[0] = context[^1];
        return 1;
    }

    // Token ids are below 2^21 in every vocabulary known, so that three of them are one number.
    private static ulong KeyOf(ReadOnlySpan<int> run)
    {
        var key = 0UL;
        foreach (var token in run)
            key = (key << 21) ^ (uint)token;
        return key;
    }
}
