using System.Text;
using System.Text.Json;
using SpecMesh.Gateway.Tests.Support;

namespace SpecMesh.Gateway.Tests.Api;

/// <summary>Log-probabilities and token sources, in each endpoint's shape.</summary>
public sealed class LogprobsTests : ScriptedMeshTests
{
    private const string Chat = "/v1/chat/completions";
    private const string Completions = "/v1/completions";

    [Fact]
    public async Task Nothing_is_asked_of_the_nodes_if_nobody_wants_it()
    {
        await Gateway.PostAsync(Chat, """{"messages":[{"role":"user","content":"Hi"}],"logprobs":false,"top_logprobs":0}""");
        Assert.Null(Assert.Single(Verifier.Calls).Report);
    }

    [Fact]
    public async Task A_chat_has_each_token_with_its_bytes_and_alternatives()
    {
        var (_, body) = await Gateway.PostAsync(
            Chat, """{"messages":[{"role":"user","content":"Hi"}],"logprobs":true,"top_logprobs":2}""");

        Assert.Equal(2, Assert.Single(Verifier.Calls).Report.Top);
        AssertChatLogprobs(body.GetProperty("choices")[0].GetProperty("logprobs").GetProperty("content").EnumerateArray());
    }

    [Fact]
    public async Task A_streamed_chat_has_the_same_in_pieces()
    {
        var events = await Gateway.StreamAsync(
            Chat, """{"messages":[{"role":"user","content":"Hi"}],"logprobs":true,"top_logprobs":2,"stream":true}""");

        AssertChatLogprobs(events.SkipLast(1)
            .Select(item => item.Json.GetProperty("choices")[0].GetProperty("logprobs"))
            .Where(logprobs => logprobs.ValueKind == JsonValueKind.Object)
            .SelectMany(logprobs => logprobs.GetProperty("content").EnumerateArray()));
        Assert.Equal(Answer.Text, EventStreamParser.TextOf(events));
    }

    [Fact]
    public async Task Without_top_logprobs_there_are_no_alternatives()
    {
        var (_, body) = await Gateway.PostAsync(Chat, """{"messages":[{"role":"user","content":"Hi"}],"logprobs":true}""");
        var content = body.GetProperty("choices")[0].GetProperty("logprobs").GetProperty("content");
        Assert.Equal(Answer.Tokens, content.GetArrayLength());
        Assert.All(content.EnumerateArray(), token => Assert.Equal(0, token.GetProperty("top_logprobs").GetArrayLength()));
    }

    [Fact]
    public async Task A_completion_has_arrays_and_where_in_the_text_each_token_begins()
    {
        var (_, body) = await Gateway.PostAsync(Completions, """{"prompt":"Hi","logprobs":1}""");

        var logprobs = body.GetProperty("choices")[0].GetProperty("logprobs");
        Assert.Equal(
            ["Grüße", " ", @"bytes:\xf0\x9f", @"bytes:\x99\x82", " to", " all", " of", " you", "."],
            logprobs.GetProperty("tokens").EnumerateArray().Select(token => token.GetString()));
        Assert.Equal(
            Enumerable.Range(0, Answer.Tokens).Select(Answer.Logprob),
            logprobs.GetProperty("token_logprobs").EnumerateArray().Select(logprob => logprob.GetSingle()));
        // The smile is one character, though it takes two UTF-16 units, and both its halves begin at it.
        Assert.Equal([0, 5, 6, 6, 7, 10, 14, 17, 21], logprobs.GetProperty("text_offset").EnumerateArray().Select(offset => offset.GetInt32()));
        Assert.Equal("""{"Grüße":-0.125}""", logprobs.GetProperty("top_logprobs")[0].GetRawText());
    }

    [Fact]
    public async Task With_no_alternatives_a_completion_still_has_the_token_itself()
    {
        var (_, body) = await Gateway.PostAsync(Completions, """{"prompt":"Hi","logprobs":0}""");
        Assert.Equal("""{" ":-0.25}""", body.GetProperty("choices")[0].GetProperty("logprobs").GetProperty("top_logprobs")[1].GetRawText());
    }

    [Fact]
    public async Task The_extension_tells_where_each_token_came_from()
    {
        var (_, body) = await Gateway.PostAsync(
            Chat, """{"messages":[{"role":"user","content":"Hi"}],"specmesh":{"tokens":true,"top_logprobs":1}}""");

        var choice = body.GetProperty("choices")[0];
        Assert.Equal(JsonValueKind.Null, choice.GetProperty("logprobs").ValueKind);
        AssertSources(choice.GetProperty("specmesh").GetProperty("tokens").EnumerateArray());
    }

    [Theory]
    [InlineData(Chat, "\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]")]
    [InlineData(Completions, "\"prompt\":\"Hi\"")]
    public async Task Streamed_chunks_carry_it_beside_their_choices(string path, string prompt)
    {
        var events = await Gateway.StreamAsync(path, $$"""{{{prompt}},"specmesh":{"tokens":true,"top_logprobs":1},"stream":true}""");
        AssertSources(events.SkipLast(1)
            .Where(item => item.Json.TryGetProperty("specmesh", out _))
            .SelectMany(item => item.Json.GetProperty("specmesh").GetProperty("tokens").EnumerateArray()));
    }

    [Fact]
    public async Task A_prediction_is_a_source_of_its_own()
    {
        var (_, body) = await Gateway.PostAsync(Chat, """
            {"messages":[{"role":"user","content":"Hi"}],"prediction":{"type":"content","content":"Hello"},"specmesh":{"tokens":true}}
            """);
        var tokens = body.GetProperty("choices")[0].GetProperty("specmesh").GetProperty("tokens").EnumerateArray();
        Assert.Equal(4, tokens.Count(token => token.GetProperty("source").GetString() == "prediction"));
        Assert.DoesNotContain(tokens, token => token.GetProperty("source").GetString() == "draft");
    }

    private static void AssertChatLogprobs(IEnumerable<JsonElement> content)
    {
        var tokens = content.ToList();
        Assert.Equal(Answer.Tokens, tokens.Count);
        Assert.Equal(
            Answer.Text,
            Encoding.UTF8.GetString([.. tokens.SelectMany(token => token.GetProperty("bytes").EnumerateArray()).Select(value => value.GetByte())]));
        Assert.Equal(Enumerable.Range(0, Answer.Tokens).Select(Answer.Logprob), tokens.Select(token => token.GetProperty("logprob").GetSingle()));
        Assert.Equal(
            """{"token":" of","logprob":-0.875,"bytes":[32,111,102],"top_logprobs":[{"token":" of","logprob":-0.875,"bytes":[32,111,102]},{"token":" you","logprob":-1.875,"bytes":[32,121,111,117]}]}""",
            tokens[6].GetRawText());
    }

    private static void AssertSources(IEnumerable<JsonElement> sourced)
    {
        var tokens = sourced.ToList();
        Assert.Equal(Answer.Text, string.Concat(tokens.Select(token => token.GetProperty("text").GetString())));
        Assert.Equal(Enumerable.Range(1, Answer.Tokens), tokens.Select(token => token.GetProperty("id").GetInt32()));
        // Of each two tokens the first was accepted from a draft; the last verdict has one token, and that is the target's.
        Assert.Equal(
            ["draft", "target", "draft", "target", "draft", "target", "draft", "target", "target"],
            tokens.Select(token => token.GetProperty("source").GetString()));
        Assert.Equal(
            """{"id":5,"text":" to","source":"draft","logprob":-0.625,"top":[{"id":5,"text":" to","logprob":-0.625}]}""", tokens[4].GetRawText());
    }
}
