using System.Collections.Immutable;
using System.Text;

namespace SpecMesh.LoadTest.Prompts;

/// <summary>Lengths of made-up prompts and their answers.</summary>
/// <param name="InputTokens">Mean tokens of a prompt.</param>
/// <param name="OutputTokens">Mean of the longest answer.</param>
/// <param name="Spread">Lengths are even between (1 - spread) and (1 + spread) times the mean.</param>
/// <param name="SharedTokens">Tokens at the start that all prompts have in common, beside the others.</param>
internal sealed record SyntheticLengths(int InputTokens, int OutputTokens, double Spread, int SharedTokens);

/// <summary>Prompts of random words, so that no part of one is in a server's prefix cache unless it is meant to be.</summary>
/// <param name="lengths">How long they are.</param>
/// <param name="followUps">What the user says in later turns.</param>
/// <param name="seed">Chooses words and lengths.</param>
/// <param name="tokensPerWord">Tokens of a word, if they are known.</param>
internal sealed class SyntheticPrompts(SyntheticLengths lengths, ImmutableArray<string> followUps, int seed, double? tokensPerWord = null) : IPromptSource
{
    public const string Genre = "synthetic";

    private const int CalibrationWords = 200;
    private const double UsualTokensPerWord = 1.3;

    private static readonly string[] Words =
    [
        "river", "stone", "bread", "light", "horse", "winter", "paper", "green", "under", "walk", "seven", "music", "table", "quiet", "north", "apple",
        "cloud", "engine", "letter", "honest", "garden", "silver", "ask", "between", "morning", "carry", "window", "salt", "bridge", "early", "number", "forest",
    ];

    /// <summary>Tokens of a word, as the server's tokenizer has it; see <see cref="Calibration"/>.</summary>
    public double TokensPerWord { get; private set; } = tokensPerWord ?? UsualTokensPerWord;

    /// <summary>A prompt whose tokens, as the server counts them, tell how long its words are.</summary>
    public static Conversation Calibration => Conversation.Of(Genre, Text(CalibrationWords, new Random(0)));

    /// <summary>Takes in what the server counted for <see cref="Calibration"/>.</summary>
    public void Calibrate(int promptTokens)
    {
        if (promptTokens > 0)
            TokensPerWord = (double)promptTokens / CalibrationWords;
    }

    public Conversation Chat(int number)
    {
        var random = new Random(HashCode(seed, number));
        var shared = lengths.SharedTokens > 0 ? Text(WordsFor(lengths.SharedTokens), new Random(seed)) + " " : "";
        var own = Text(WordsFor(Length(lengths.InputTokens, random)), random);
        return Conversation.Of(Genre, shared + own, followUps) with { MaxTokens = Length(lengths.OutputTokens, random) };
    }

    private int WordsFor(int tokens) => Math.Max(1, (int)Math.Round(tokens / TokensPerWord));

    private int Length(int mean, Random random) => Math.Max(1, (int)Math.Round(mean * (1 + (lengths.Spread * ((2 * random.NextDouble()) - 1)))));

    private static string Text(int words, Random random)
    {
        var text = new StringBuilder();
        for (var i = 0; i < words; i++)
            text.Append(i == 0 ? "" : " ").Append(Words[random.Next(Words.Length)]);
        return text.ToString();
    }

    // System.HashCode differs from process to process; a seed must not.
    private static int HashCode(int seed, int number) => unchecked((seed * 1_000_003) + (number * 7_919) + 17);
}
