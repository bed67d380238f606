using System.Text;
using System.Text.Json;
using SpecMesh.LoadTest.Client;

namespace SpecMesh.LoadTest.Tests.Client;

public sealed class ChunkTests
{
    [Theory]
    [InlineData("""{"choices":[{"delta":{"content":"a"}}]}""", "a")]
    [InlineData("""{"choices":[{"delta":{"role":"assistant","content":""}}]}""", null)]
    [InlineData("""{"choices":[{"delta":{"content":null,"reasoning_content":"b"}}]}""", "b")]
    [InlineData("""{"choices":[{"delta":{"tool_calls":[{"function":{"arguments":"{\"c\""}}]}}]}""", "{\"c\"")]
    [InlineData("""{"choices":[{"text":"d"}]}""", "d")]
    [InlineData("""{"choices":[]}""", null)]
    [InlineData("""{"object":"ping"}""", null)]
    public void Text_is_found_where_servers_put_it(string json, string? text) => Assert.Equal(text, Parse(json).Text);

    [Fact]
    public void Draft_tokens_are_read_in_the_form_of_llama_server_too()
    {
        var exchange = new Exchange(0);
        exchange.Add(Parse("""{"choices":[{"delta":{"content":"a"},"finish_reason":"stop"}],"timings":{"draft_n":8,"draft_n_accepted":6}}"""), 1);
        exchange.Add(Parse("""{"choices":[],"usage":{"prompt_tokens":3,"completion_tokens":9}}"""), 2);

        Assert.Equal(new TokenUsage(3, 9, 0, Accepted: 6, Rejected: 2), exchange.Usage);
        Assert.True(exchange.Whole);
    }

    [Theory]
    [InlineData("[1]")]
    [InlineData("{")]
    [InlineData("hello")]
    public void What_is_no_object_is_refused(string data) => Assert.ThrowsAny<JsonException>(() => Parse(data));

    [Theory]
    [InlineData("""{"error":{"message":"too long","type":"x"}}""", "too long")]
    [InlineData("""{"error":"gone"}""", "gone")]
    [InlineData("""{"detail":"nothing here"}""", "nothing here")]
    [InlineData("plain\ntext", "plain text")]
    [InlineData("", "")]
    public void The_sentence_in_an_error_is_found(string body, string message) => Assert.Equal(message, ErrorBody.MessageOf(body));

    private static Chunk Parse(string json) => Chunk.Parse(Encoding.UTF8.GetBytes(json));
}
