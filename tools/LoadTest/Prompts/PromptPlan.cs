using System.Globalization;

namespace SpecMesh.LoadTest.Prompts;

/// <summary>Which prompts are asked.</summary>
/// <param name="Sets">Names of sets, each with a weight if wanted: <c>all</c>, a genre, <c>synthetic</c>, or a JSONL file.</param>
/// <param name="Lengths">Of synthetic prompts.</param>
/// <param name="Turns">Turns of a chat.</param>
/// <param name="ThinkTime">How long users wait before their next turn.</param>
internal sealed record PromptPlan(IReadOnlyList<string> Sets, SyntheticLengths Lengths, int Turns, TimeSpan ThinkTime)
{
    private const string All = "all";

    public string Describe() => string.Join(", ", Sets) + (Turns > 1 ? $", {Turns} turns" : "");

    /// <summary>Makes the prompts.</summary>
    /// <param name="seed">Chooses them.</param>
    /// <param name="tokensPerWord">What an earlier test found of the server's tokenizer.</param>
    /// <exception cref="LoadTestException">A set cannot be used.</exception>
    public PromptSet Open(int seed, double? tokensPerWord = null)
    {
        SyntheticPrompts? synthetic = null;
        var parts = Sets.Select(Part).ToList();
        return new PromptSet(parts.Count == 1 ? parts[0].Source : new PromptMix(parts, seed), synthetic);

        (IPromptSource Source, double Weight) Part(string set)
        {
            var (name, weight) = Split(set);
            if (name == SyntheticPrompts.Genre)
                return (synthetic ??= new SyntheticPrompts(Lengths, PromptList.Next(Turns - 1), seed, tokensPerWord), weight);
            return ((name == All ? BundledPrompts.All : BundledPrompts.Genre(name) ?? FromFile(name)).WithTurns(Turns), weight);
        }
    }

    private static (string Name, double Weight) Split(string set)
    {
        var at = set.LastIndexOf('=');
        if (at < 0)
            return (set, 1);
        return double.TryParse(set[(at + 1)..], NumberStyles.Float, CultureInfo.InvariantCulture, out var weight) && weight > 0 && double.IsFinite(weight)
            ? (set[..at], weight)
            : throw new LoadTestException($"'{set}': the weight of a prompt set is a number above 0, as in story=2.");
    }

    private static PromptList FromFile(string name) => File.Exists(name)
        ? PromptFile.Read(name)
        : throw new LoadTestException(
            $"There is no prompt set or file '{name}'. Sets: {All}, {string.Join(", ", BundledPrompts.Genres)}, {SyntheticPrompts.Genre}; or name a JSONL file.");
}

/// <summary>Prompts, ready to be asked.</summary>
/// <param name="Source">All of them.</param>
/// <param name="Synthetic">Those among them that want to know the server's tokenizer; null: none.</param>
internal sealed record PromptSet(IPromptSource Source, SyntheticPrompts? Synthetic);
