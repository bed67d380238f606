using SpecMesh.LoadTest.Prompts;

namespace SpecMesh.LoadTest.Tests.Prompts;

public sealed class PromptTests
{
    private static readonly SyntheticLengths Lengths = new(100, 20, 0.2, 0);

    [Fact]
    public void Bundled_genres_take_turns()
    {
        Assert.Equal(["story", "qa", "arithmetic", "json", "csharp"], BundledPrompts.Genres);
        Assert.Equal(BundledPrompts.Genres, Enumerable.Range(0, 5).Select(static number => BundledPrompts.All.Chat(number).Genre));
        Assert.All(BundledPrompts.All.Conversations, static chat => Assert.Equal("user", chat.Messages[^1].GetProperty("role").GetString()));
    }

    [Fact]
    public void A_file_may_have_prompts_messages_and_turns()
    {
        using var folder = new TemporaryFolder();
        var file = folder.File("mine.jsonl", """
            {"prompt": "one", "max_tokens": 5}
            {"messages": [{"role": "system", "content": "s"}, {"role": "user", "content": "two"}, {"role": "assistant", "content": "wanted"}], "genre": "g"}

            {"turns": ["three", "four"], "category": "c"}
            """);

        var chats = PromptFile.Read(file).Conversations;

        Assert.Equal(["mine", "g", "c"], chats.Select(static chat => chat.Genre));
        Assert.Equal(["one", "s\ntwo", "three"], chats.Select(static chat => chat.PlainText));
        Assert.Equal([5, null, null], chats.Select(static chat => chat.MaxTokens));
        Assert.Equal(["four"], chats[2].FollowUps);
        // Its own turns stay; the others get as many as are asked for.
        Assert.Equal([2, 2, 1], PromptFile.Read(file).WithTurns(3).Conversations.Select(static chat => chat.FollowUps.Length));
    }

    [Theory]
    [InlineData("{\"text\": \"a\"}")]
    [InlineData("{\"messages\": []}")]
    [InlineData("{\"messages\": \"a\"}")]
    [InlineData("{\"turns\": []}")]
    [InlineData("[]")]
    [InlineData("not json")]
    public void A_bad_line_is_named(string line)
    {
        using var folder = new TemporaryFolder();
        var file = folder.File("bad.jsonl", "{\"prompt\": \"fine\"}\n" + line + "\n");

        Assert.Contains("bad.jsonl, line 2", Assert.Throws<LoadTestException>(() => PromptFile.Read(file)).Message);
    }

    [Fact]
    public void Sets_are_mixed_by_weight_and_by_seed()
    {
        var plan = new PromptPlan(["story=3", "synthetic"], Lengths, 1, TimeSpan.Zero);
        var genres = Draw(seed: 1);

        Assert.InRange(genres.Count(static genre => genre == "story"), 1350, 1650);
        Assert.Equal(genres, Draw(seed: 1));
        Assert.NotEqual(genres, Draw(seed: 2));

        List<string> Draw(int seed)
        {
            var source = plan.Open(seed).Source;
            return [.. Enumerable.Range(0, 2000).Select(number => source.Chat(number).Genre)];
        }
    }

    [Fact]
    public void A_chat_does_not_depend_on_the_order_of_asking()
    {
        var plan = new PromptPlan(["all", "synthetic=2"], Lengths, 2, TimeSpan.Zero);
        var (forward, backward) = (plan.Open(7).Source, plan.Open(7).Source);

        var last = backward.Chat(30).PlainText;
        var texts = Enumerable.Range(0, 31).Select(number => forward.Chat(number).PlainText).ToList();

        Assert.Equal(texts[30], last);
        Assert.Equal(texts, Enumerable.Range(0, 31).Select(number => backward.Chat(number).PlainText));
    }

    [Fact]
    public void Synthetic_lengths_follow_the_servers_tokenizer()
    {
        var prompts = new SyntheticPrompts(Lengths, [], seed: 1);
        // A server that counts two tokens for a word.
        prompts.Calibrate(2 * SyntheticPrompts.Calibration.PlainText.Split(' ').Length);

        var chats = Enumerable.Range(0, 300).Select(prompts.Chat).ToList();

        var words = chats.Select(static chat => chat.PlainText.Split(' ').Length).ToList();
        Assert.InRange(words.Min(), 40, 43);
        Assert.InRange(words.Max(), 57, 60);
        Assert.InRange(words.Average(), 48, 52);
        Assert.InRange(chats.Min(static chat => chat.MaxTokens!.Value), 16, 17);
        Assert.InRange(chats.Max(static chat => chat.MaxTokens!.Value), 23, 24);
        Assert.Equal(300, chats.Select(static chat => chat.PlainText).Distinct().Count());
    }

    [Fact]
    public void Synthetic_prompts_share_a_start_only_if_they_are_to()
    {
        Assert.Equal(0, CommonStart(new SyntheticLengths(100, 20, 0, 0)));
        Assert.Equal(38, CommonStart(new SyntheticLengths(100, 20, 0, SharedTokens: 50)));

        // At 1.3 tokens a word, 50 tokens are 38 words.
        static int CommonStart(SyntheticLengths lengths)
        {
            var prompts = new SyntheticPrompts(lengths, [], seed: 4);
            var words = Enumerable.Range(0, 20).Select(number => prompts.Chat(number).PlainText.Split(' ')).ToList();
            return Enumerable.Range(0, words.Min(static text => text.Length)).TakeWhile(place => words.All(text => text[place] == words[0][place])).Count();
        }
    }

    [Theory]
    [InlineData("poems")]
    [InlineData("story=0")]
    [InlineData("story=many")]
    public void An_unknown_set_or_weight_is_refused(string set) =>
        Assert.Throws<LoadTestException>(() => new PromptPlan([set], Lengths, 1, TimeSpan.Zero).Open(1));
}
