using System.Text.Json;
using SpecMesh.Gateway.Tests.Support;

namespace SpecMesh.Gateway.Tests.Api;

public sealed class StreamingTests : ScriptedMeshTests
{
    [Fact]
    public async Task A_chat_begins_with_the_role_and_ends_with_the_reason_and_DONE()
    {
        var events = await Gateway.StreamAsync("/v1/chat/completions", """{"messages":[{"role":"user","content":"Hi"}],"stream":true}""");

        Assert.All(events, item => Assert.Null(item.Name));
        Assert.Equal("[DONE]", events[^1].Data);
        var chunks = events.SkipLast(1).Select(item => item.Json).ToList();
        Assert.All(chunks, chunk =>
        {
            Assert.Equal(chunks[0].GetProperty("id").GetString(), chunk.GetProperty("id").GetString());
            Assert.Equal("chat.completion.chunk", chunk.GetProperty("object").GetString());
            Assert.Equal("tiny", chunk.GetProperty("model").GetString());
            Assert.False(chunk.TryGetProperty("usage", out _));
            Assert.Equal(0, Choice(chunk).GetProperty("index").GetInt32());
        });
        Assert.Equal("""{"role":"assistant","content":""}""", Choice(chunks[0]).GetProperty("delta").GetRawText());
        Assert.Equal(Answer.Text, string.Concat(chunks[1..^1].Select(chunk => Choice(chunk).GetProperty("delta").GetProperty("content").GetString())));
        Assert.All(chunks[..^1], chunk => Assert.Equal(JsonValueKind.Null, Choice(chunk).GetProperty("finish_reason").ValueKind));
        Assert.Equal("""{"index":0,"delta":{},"finish_reason":"stop","logprobs":null}""", Choice(chunks[^1]).GetRawText());
    }

    [Fact]
    public async Task Usage_comes_last_if_asked_for_and_is_null_before()
    {
        var events = await Gateway.StreamAsync(
            "/v1/chat/completions",
            """{"messages":[{"role":"user","content":"Hi"}],"stream":true,"stream_options":{"include_usage":true}}""");

        Assert.Equal("[DONE]", events[^1].Data);
        Assert.All(events.SkipLast(2), item => Assert.Equal(JsonValueKind.Null, item.Json.GetProperty("usage").ValueKind));
        var last = events[^2].Json;
        Assert.Equal(0, last.GetProperty("choices").GetArrayLength());
        Assert.Equal(Answer.Tokens, last.GetProperty("usage").GetProperty("completion_tokens").GetInt32());
        Assert.Equal(4, last.GetProperty("usage").GetProperty("completion_tokens_details").GetProperty("accepted_prediction_tokens").GetInt32());
    }

    [Fact]
    public async Task A_completion_streams_text()
    {
        var events = await Gateway.StreamAsync("/v1/completions", """{"prompt":"Hi","stream":true,"stream_options":{"include_usage":true}}""");

        Assert.Equal("[DONE]", events[^1].Data);
        var chunks = events.SkipLast(2).Select(item => item.Json).ToList();
        Assert.All(chunks, chunk => Assert.Equal("text_completion", chunk.GetProperty("object").GetString()));
        Assert.Equal(Answer.Text, string.Concat(chunks.Select(chunk => Choice(chunk).GetProperty("text").GetString())));
        Assert.Equal("stop", Choice(chunks[^1]).GetProperty("finish_reason").GetString());
        Assert.Equal(12, events[^2].Json.GetProperty("usage").GetProperty("total_tokens").GetInt32());
    }

    private static JsonElement Choice(JsonElement chunk) => Assert.Single(chunk.GetProperty("choices").EnumerateArray());
}
