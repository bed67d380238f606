using System.Collections.Immutable;
using System.Text.Json;

namespace SpecMesh.LoadTest.Prompts;

/// <summary>
/// Prompts in JSON lines. Each line is an object with one of <c>prompt</c> (a text), <c>messages</c> (as in a chat request), or
/// <c>turns</c> (what the user says, turn by turn); and, if wanted, <c>genre</c> or <c>category</c>, and <c>max_tokens</c>.
/// </summary>
internal static class PromptFile
{
    /// <exception cref="LoadTestException">The file cannot be used.</exception>
    public static PromptList Read(string path) => Parse(path, TextFile.Lines(path));

    public static PromptList Parse(string name, IEnumerable<(int Number, string Text)> lines)
    {
        var conversations = lines.Select(line => ParseLine(name, line.Number, line.Text)).ToList();
        return conversations.Count > 0 ? new PromptList(conversations) : throw new LoadTestException($"The prompt file '{name}' has no prompts.");
    }

    private static Conversation ParseLine(string name, int number, string text)
    {
        try
        {
            if (Parse(JsonElement.Parse(text), Path.GetFileNameWithoutExtension(name)) is { } conversation)
                return conversation;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException)
        {
            throw new LoadTestException($"{name}, line {number}: {e.Message}", e);
        }

        throw new LoadTestException(
            $"{name}, line {number}: expected a JSON object with 'prompt' (a text), 'messages' (as in a chat request) or 'turns' (a list of texts).");
    }

    private static Conversation? Parse(JsonElement line, string fallbackGenre)
    {
        if (line.ValueKind != JsonValueKind.Object)
            return null;
        var genre = Text(line, "genre") ?? Text(line, "category") ?? fallbackGenre;
        int? most = line.TryGetProperty("max_tokens", out var tokens) ? tokens.GetInt32() : null;
        if (line.TryGetProperty("messages", out var messages))
            return OfMessages(genre, messages) is { } chat ? chat with { MaxTokens = most } : null;
        if (line.TryGetProperty("turns", out var turns) && turns.EnumerateArray().Select(static turn => turn.GetString()!).ToList() is [var first, .. var rest])
            return Conversation.Of(genre, first, [.. rest]) with { MaxTokens = most };
        return Text(line, "prompt") is { } prompt ? Conversation.Of(genre, prompt) with { MaxTokens = most } : null;
    }

    // Training data ends with the wanted answer: that is the server's to give.
    private static Conversation? OfMessages(string genre, JsonElement messages)
    {
        ImmutableArray<JsonElement> all = [.. messages.EnumerateArray()];
        while (!all.IsEmpty && Text(all[^1], "role") == "assistant")
            all = all.RemoveAt(all.Length - 1);
        return all.IsEmpty ? null : new Conversation(genre, all, []);
    }

    private static string? Text(JsonElement json, string name) =>
        json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
