using System.Collections.Immutable;

namespace SpecMesh.LoadTest.Prompts;

/// <summary>A fixed set of chats, over and over.</summary>
internal sealed class PromptList(IReadOnlyList<Conversation> conversations) : IPromptSource
{
    /// <summary>What users of sets without turns of their own say next.</summary>
    private static readonly ImmutableArray<string> FollowUps =
        ["And then?", "Tell me more about that.", "Say it again in other words.", "Give me one more example.", "What else should I know?"];

    public IReadOnlyList<Conversation> Conversations => conversations;

    public Conversation Chat(int number) => conversations[number % conversations.Count];

    /// <summary>The same chats with so many turns; those that have turns of their own keep them.</summary>
    public PromptList WithTurns(int turns) =>
        new([.. conversations.Select(chat => chat.FollowUps.IsEmpty ? chat with { FollowUps = Next(turns - 1) } : chat)]);

    public static ImmutableArray<string> Next(int count) => [.. Enumerable.Range(0, count).Select(static i => FollowUps[i % FollowUps.Length])];
}
