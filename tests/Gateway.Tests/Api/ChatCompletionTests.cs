using System.Net;
using System.Text.Json;
using SpecMesh.Gateway.Tests.Support;

namespace SpecMesh.Gateway.Tests.Api;

public sealed class ChatCompletionTests() : ScriptedMeshTests(drafted: true)
{
    private const string Path = "/v1/chat/completions";

    [Fact]
    public async Task A_whole_answer_has_the_shape_of_OpenAIs()
    {
        var (response, body) = await Gateway.PostAsync(Path, """{"model":"tiny","messages":[{"role":"user","content":"Hi"}]}""");

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("application/json", response.Content.Headers.ContentType!.MediaType);
        Assert.StartsWith("req_", Assert.Single(response.Headers.GetValues("x-request-id")), StringComparison.Ordinal);
        Assert.Equal(
            ["id", "object", "created", "model", "choices", "usage", "system_fingerprint", "timings"],
            body.EnumerateObject().Select(property => property.Name));
        Assert.StartsWith("chatcmpl-", body.GetProperty("id").GetString(), StringComparison.Ordinal);
        Assert.Equal("chat.completion", body.GetProperty("object").GetString());
        Assert.InRange(
            DateTimeOffset.FromUnixTimeSeconds(body.GetProperty("created").GetInt64()),
            DateTimeOffset.UtcNow.AddMinutes(-5),
            DateTimeOffset.UtcNow.AddMinutes(5));
        Assert.Equal("tiny", body.GetProperty("model").GetString());
        Assert.StartsWith("fp_", body.GetProperty("system_fingerprint").GetString(), StringComparison.Ordinal);
        var choice = Assert.Single(body.GetProperty("choices").EnumerateArray());
        var expected = JsonElement.Parse(
            $$"""{"index":0,"message":{"role":"assistant","content":"{{Answer.Text}}","refusal":null},"finish_reason":"stop","logprobs":null}""");
        Assert.True(JsonElement.DeepEquals(expected, choice), choice.GetRawText());
        // Five verdicts of the answer's nine tokens: 2, 2, 2, 2, 1; each but the last accepted one draft token, each refused one.
        Assert.Equal(
            """
            {"prompt_tokens":3,"completion_tokens":9,"total_tokens":12,"prompt_tokens_details":{"cached_tokens":1},
            "completion_tokens_details":{"accepted_prediction_tokens":4,"rejected_prediction_tokens":5,
            "speculation":{"draft":{"accepted":4,"rejected":5},"prediction":{"accepted":0,"rejected":0},"guess":{"accepted":0,"rejected":0}},
            "reasoning_tokens":0}}
            """.ReplaceLineEndings(""),
            body.GetProperty("usage").GetRawText());
    }

    [Fact]
    public async Task It_goes_through_a_draft_with_what_was_asked_for()
    {
        await Gateway.PostAsync(Path, """
            {"messages":[
               {"role":"developer","content":"Be kind."},
               {"role":"user","content":[{"type":"text","text":"Hel"},{"type":"text","text":"lo"}]},
               {"role":"assistant","content":""},
               {"role":"user","content":"Go on"}],
             "max_tokens":5,"max_completion_tokens":7,"min_tokens":3,"ignore_eos":true,"stop":["a","b"],"unknown_field":{"x":1},
             "user":"me","metadata":{"a":"b"},"store":true,"parallel_tool_calls":false,"tools":[],"n":1,"modalities":["text"],
             "response_format":{"type":"text"},"prediction":{"type":"content","content":[{"type":"text","text":"Hel"},{"type":"text","text":"lo"}]}}
            """);

        Assert.Empty(Verifier.Calls);
        var generation = Assert.Single(Draft.Calls);
        Assert.Equal("tiny", generation.Model);
        Assert.Equal(7, generation.MaxTokens);
        Assert.Equal((3, true, "Hello"), (generation.MinTokens, generation.IgnoreEnd, generation.Prediction));
        Assert.Equal(["a", "b"], generation.Stop);
        Assert.Equal(
            [("system", "Be kind."), ("user", "Hello"), ("assistant", ""), ("user", "Go on")],
            generation.Chat.Messages.Select(message => (message.Role, message.Content)));
        Assert.Empty(generation.Resume);
    }

    [Fact]
    public async Task Speculation_can_be_switched_off()
    {
        var (_, body) = await Gateway.PostAsync(
            Path, """{"messages":[{"role":"user","content":"Hi"}],"speculation":{"enabled":false}}""");

        Assert.Equal(Answer.Text, body.GetProperty("choices")[0].GetProperty("message").GetProperty("content").GetString());
        Assert.Empty(Draft.Calls);
        Assert.Single(Verifier.Calls);
    }

    [Fact]
    public async Task Bounds_of_speculation_reach_the_nodes()
    {
        await Gateway.PostAsync(Path, """{"messages":[{"role":"user","content":"Hi"}],"speculation":{"min_depth":2,"max_depth":5}}""");

        var speculation = Assert.Single(Draft.Calls).Speculation;
        Assert.Equal((2, 5, false), (speculation.MinDepth, speculation.MaxDepth, speculation.Off));
    }

    [Fact]
    public async Task ADraft_that_is_not_there_is_not_waited_for()
    {
        await Gateway.PostAsync(Path, """{"messages":[{"role":"user","content":"Hi"}],"speculation":{"draft":"nobody"}}""");

        Assert.Empty(Draft.Calls);
        Assert.Single(Verifier.Calls);
    }

    [Fact]
    public async Task Every_answer_has_an_id_of_its_own_that_the_nodes_know()
    {
        var ids = new List<string?>();
        for (var i = 0; i < 2; i++)
        {
            var (_, body) = await Gateway.PostAsync(Path, """{"messages":[{"role":"user","content":"Hi"}]}""");
            ids.Add(body.GetProperty("id").GetString());
        }

        Assert.Equal(2, ids.Distinct().Count());
        Assert.Equal(ids, Draft.Calls.Select(generation => generation.Id));
    }
}
