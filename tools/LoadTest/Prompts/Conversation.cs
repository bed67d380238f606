using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace SpecMesh.LoadTest.Prompts;

/// <summary>What a user says in a chat.</summary>
/// <param name="Genre">Its kind, for results.</param>
/// <param name="Messages">The messages of the next request, as OpenAI's API has them.</param>
/// <param name="FollowUps">What the user says in the turns after the first.</param>
/// <param name="MaxTokens">Longest answer; null: as the test has it.</param>
internal sealed record Conversation(string Genre, ImmutableArray<JsonElement> Messages, ImmutableArray<string> FollowUps, int? MaxTokens = null)
{
    private const string UserRole = "user";

    /// <summary>A chat that a sentence opens.</summary>
    public static Conversation Of(string genre, string text, params ImmutableArray<string> followUps) =>
        new(genre, [Message(UserRole, text)], followUps);

    /// <summary>The chat after the server's answer and the user's next words.</summary>
    public Conversation Answered(string answer, string next) =>
        this with { Messages = [.. Messages, Message("assistant", answer), Message(UserRole, next)] };

    /// <summary>The texts of all messages, for servers that complete plain text.</summary>
    public string PlainText => string.Join("\n", Messages.Select(static message =>
        message.TryGetProperty("content", out var content) && content.ValueKind == JsonValueKind.String ? content.GetString() : ""));

    private static JsonElement Message(string role, string text) =>
        JsonSerializer.SerializeToElement(new JsonObject { ["role"] = role, ["content"] = text });
}
