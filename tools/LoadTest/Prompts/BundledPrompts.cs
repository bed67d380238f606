namespace SpecMesh.LoadTest.Prompts;

/// <summary>The held-out prompts of SpecMesh's bundled models: stories, questions, sums, JSON and C#.</summary>
internal static class BundledPrompts
{
    private const string Resource = "heldout.jsonl";

    private static readonly Lazy<PromptList> Everything = new(Read);

    /// <summary>All of them, genres taking turns.</summary>
    public static PromptList All => Everything.Value;

    public static IReadOnlyList<string> Genres => [.. All.Conversations.Select(static chat => chat.Genre).Distinct()];

    /// <summary>Those of a genre; null if there is no such genre.</summary>
    public static PromptList? Genre(string genre) =>
        All.Conversations.Where(chat => chat.Genre == genre).ToList() is { Count: > 0 } some ? new PromptList(some) : null;

    private static PromptList Read()
    {
        using var reader = new StreamReader(typeof(BundledPrompts).Assembly.GetManifestResourceStream(Resource)!);
        var lines = reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(static (line, index) => (index + 1, line));
        return new PromptList([
            .. PromptFile.Parse(Resource, lines).Conversations
                .GroupBy(static chat => chat.Genre)
                .SelectMany(static group => group.Select(static (chat, index) => (chat, index)))
                .OrderBy(static entry => entry.index)
                .Select(static entry => entry.chat),
        ]);
    }
}
