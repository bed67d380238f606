using System.Net;
using System.Text.Json;
using Grpc.Core;
using SpecMesh.Gateway.Tests.Support;
using SpecMesh.V1;

namespace SpecMesh.Gateway.Tests.Api;

/// <summary>The shapes of <c>POST /v1/messages</c>, and what becomes of a request.</summary>
public sealed class MessagesTests : ScriptedMeshTests
{
    private const string Path = "/v1/messages";
    private const string Hi = """ "max_tokens":50,"messages":[{"role":"user","content":"Hi"}] """;
    private const string Call = "<tool_call>\n{\"name\": \"weather\", \"arguments\": {\"city\": \"Köln\"}}\n</tool_call>";

    private const string Tools = """
        "tools":[{"name":"weather","description":"Says the weather.","input_schema":{"type":"object","properties":{"city":{"type":"string"}}}}]
        """;

    [Fact]
    public async Task A_message_gets_a_message()
    {
        var (response, body) = await Gateway.PostAsync(Path, """
            {"system":[{"type":"text","text":"Be kind."},{"type":"text","text":"Be short."}],"max_tokens":50,"temperature":0.5,"top_p":0.9,"top_k":5,
             "stop_sequences":["x"],"metadata":{"user_id":"me"},"seed":7,"messages":[
               {"role":"user","content":"Hi"},
               {"role":"user","content":[{"type":"text","text":"there","cache_control":{"type":"ephemeral"}}]},
               {"role":"assistant","content":[{"type":"text","text":"Hello."}]},
               {"role":"user","content":"Bye"}]}
            """);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(Assert.Single(response.Headers.GetValues("x-request-id")), Assert.Single(response.Headers.GetValues("request-id")));
        Assert.StartsWith("msg_", Text(body, "id"), StringComparison.Ordinal);
        Assert.Equal(("message", "assistant", "tiny"), (Text(body, "type"), Text(body, "role"), Text(body, "model")));
        Assert.Equal(Answer.Text, Text(Assert.Single(body.GetProperty("content").EnumerateArray()), "text"));
        Assert.Equal("end_turn", Text(body, "stop_reason"));
        Assert.Equal(JsonValueKind.Null, body.GetProperty("stop_sequence").ValueKind);
        Assert.Equal(
            """{"input_tokens":2,"cache_read_input_tokens":1,"output_tokens":9,"cache_creation_input_tokens":0,"service_tier":"standard"}""",
            body.GetProperty("usage").GetRawText());

        var generation = Assert.Single(Verifier.Calls);
        Assert.Equal(
            ["system:Be kind.\nBe short.", "user:Hi\nthere", "assistant:Hello.", "user:Bye"],
            generation.Chat.Messages.Select(message => $"{message.Role}:{message.Content}"));
        Assert.Equal((50, 7UL, 5), (generation.MaxTokens, generation.Sampling.Seed, generation.Sampling.TopK));
        Assert.Equal(["x"], generation.Stop);
    }

    [Fact]
    public async Task Events_come_in_their_order_and_add_up()
    {
        var events = await Gateway.StreamAsync(Path, $$"""{"stream":true,{{Hi}}}""");

        Assert.Equal(
            [
                "message_start", "ping", "content_block_start", .. Enumerable.Repeat("content_block_delta", 5), "content_block_stop", "message_delta", "message_stop",
            ],
            events.Select(item => item.Name!));
        Assert.Equal(events.Select(item => item.Name), events.Select(item => Text(item.Json, "type")));
        var start = events[0].Json.GetProperty("message");
        Assert.Equal(0, start.GetProperty("content").GetArrayLength());
        Assert.Equal(JsonValueKind.Null, start.GetProperty("stop_reason").ValueKind);
        Assert.Equal((2, 1), (start.GetProperty("usage").GetProperty("input_tokens").GetInt32(), start.GetProperty("usage").GetProperty("cache_read_input_tokens").GetInt32()));
        Assert.Equal("""{"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}""", events[2].Data);
        Assert.Equal(Answer.Text, string.Concat(events.Where(item => item.Name == "content_block_delta").Select(item => Text(item.Json.GetProperty("delta"), "text"))));
        var end = events[^2].Json;
        Assert.Equal("""{"stop_reason":"end_turn","stop_sequence":null}""", end.GetProperty("delta").GetRawText());
        Assert.Equal(Answer.Tokens, end.GetProperty("usage").GetProperty("output_tokens").GetInt32());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(1000)]
    public async Task Text_and_calls_are_blocks_however_they_are_cut(int charactersPerVerdict)
    {
        var (node, gateway) = await TextNode.StartAsync($"One moment.\n{Call}\n{Call}", charactersPerVerdict);
        await using var _ = node;
        await using var __ = gateway;

        var (_, whole) = await gateway.PostAsync(Path, $$"""{{{Hi}},{{Tools}}}""");
        var events = await gateway.StreamAsync(Path, $$"""{{{Hi}},"stream":true,{{Tools}}}""");

        var content = whole.GetProperty("content");
        Assert.Equal(["text", "tool_use", "tool_use"], content.EnumerateArray().Select(block => Text(block, "type")));
        Assert.Equal("One moment.", Text(content[0], "text"));
        Assert.Equal(("weather", "Köln"), (Text(content[2], "name"), Text(content[2].GetProperty("input"), "city")));
        Assert.StartsWith("toolu_", Text(content[2], "id"), StringComparison.Ordinal);
        Assert.NotEqual(Text(content[1], "id"), Text(content[2], "id"));
        Assert.Equal("tool_use", Text(whole, "stop_reason"));

        var blocks = events.Select(item => item.Json).Where(body => body.TryGetProperty("index", out var _)).GroupBy(body => body.GetProperty("index").GetInt32()).ToList();
        Assert.Equal([0, 1, 2], blocks.Select(block => block.Key));
        Assert.All(blocks, block => Assert.Equal(("content_block_start", "content_block_stop"), (Text(block.First(), "type"), Text(block.Last(), "type"))));
        Assert.Equal("{}", blocks[2].First().GetProperty("content_block").GetProperty("input").GetRawText());
        Assert.Equal("""{"city": "Köln"}""", string.Concat(blocks[2].Skip(1).SkipLast(1).Select(body => Text(body.GetProperty("delta"), "partial_json"))));
        Assert.Equal("tool_use", Text(events[^2].Json.GetProperty("delta"), "stop_reason"));
    }

    [Fact]
    public async Task A_call_that_is_cut_off_is_no_block()
    {
        var (node, gateway) = await TextNode.StartAsync(Call[..^20]);
        await using var _ = node;
        await using var __ = gateway;
        var (_, whole) = await gateway.PostAsync(Path, $$"""{{{Hi}},{{Tools}}}""");
        Assert.Equal(0, whole.GetProperty("content").GetArrayLength());
    }

    [Fact]
    public async Task Earlier_calls_and_results_become_the_models_own_markup()
    {
        await Gateway.PostAsync(Path, $$"""
            {"max_tokens":9,"messages":[
              {"role":"user","content":"Weather in Köln?"},
              {"role":"assistant","content":[
                {"type":"text","text":"One moment."},
                {"type":"tool_use","id":"toolu_1","name":"weather","input":{"city":"Köln"} },
                {"type":"tool_use","id":"toolu_2","name":"weather","input":{} }]},
              {"role":"user","content":[
                {"type":"tool_result","tool_use_id":"toolu_1","content":"sun"},
                {"type":"tool_result","tool_use_id":"toolu_2","is_error":true,"content":[{"type":"text","text":"no city"}]},
                {"type":"text","text":"Well?"}]}],
             {{Tools}}}
            """);

        var messages = Assert.Single(Verifier.Calls).Chat.Messages;
        Assert.Equal(["system", "user", "assistant", "user"], messages.Select(message => message.Role));
        Assert.Equal(
            "One moment.\n<tool_call>\n{\"name\": \"weather\", \"arguments\": {\"city\":\"Köln\"}}\n</tool_call>\n<tool_call>\n{\"name\": \"weather\", \"arguments\": {}}\n</tool_call>",
            messages[2].Content);
        Assert.Equal(
            "<tool_response>\nsun\n</tool_response>\n<tool_response>\nError: no city\n</tool_response>\nWell?", messages[3].Content);
    }

    [Theory]
    [InlineData("""{"type":"auto"}""", "\"tool_choice\":\"auto\"")]
    [InlineData("""{"type":"any"}""", "\"tool_choice\":\"required\"")]
    [InlineData("""{"type":"any","disable_parallel_tool_use":true}""", "\"tool_choice\":\"required\",\"parallel_tool_calls\":false")]
    [InlineData("""{"type":"tool","name":"weather"}""", """ "tool_choice":{"type":"function","function":{"name":"weather"}} """)]
    [InlineData("""{"type":"none"}""", "\"tool_choice\":\"none\"")]
    public async Task The_model_reads_and_may_do_the_same_as_in_a_chat(string choice, string inChat)
    {
        await Gateway.PostAsync(Path, $$"""{{{Hi}},{{Tools}},"tool_choice":{{choice}}}""");
        await Gateway.PostAsync("/v1/chat/completions", $$"""
            {"messages":[{"role":"user","content":"Hi"}],{{inChat}},"tools":[{"type":"function",
             "function":{"name":"weather","description":"Says the weather.","parameters":{"type":"object","properties":{"city":{"type":"string"} } } } }]}
            """);
        Assert.Equal(Verifier.Calls[1].Chat, Verifier.Calls[0].Chat);
        Assert.Equal(Verifier.Calls[1].Grammar, Verifier.Calls[0].Grammar);
    }

    [Theory]
    [InlineData("""{"messages":[{"role":"user","content":"Hi"}]}""", "max_tokens")]
    [InlineData("""{"max_tokens":5}""", "messages")]
    [InlineData("""{"max_tokens":5,"messages":[]}""", "messages")]
    [InlineData("""{"max_tokens":5,"messages":[{"role":"system","content":"Hi"}]}""", "messages[0].role")]
    [InlineData("""{"max_tokens":5,"messages":[{"role":"user","content":[]}]}""", "messages[0].content")]
    [InlineData("""{"max_tokens":5,"messages":[{"role":"user","content":[{"type":"image","source":{}}]}]}""", "messages[0].content[0].type")]
    [InlineData("""{"max_tokens":5,"messages":[{"role":"user","content":[{"type":"tool_use","name":"f","input":{}}]}]}""", "messages[0].content[0].type")]
    [InlineData("""{"max_tokens":5,"messages":[{"role":"user","content":"Hi"},{"role":"assistant","content":"Well,"}]}""", "messages")]
    [InlineData("""{"max_tokens":5,"messages":[{"role":"user","content":"Hi"}],"system":7}""", "system")]
    [InlineData("""{"max_tokens":5,"messages":[{"role":"user","content":"Hi"}],"stop_sequences":[""]}""", "stop_sequences")]
    [InlineData("""{"max_tokens":5,"messages":[{"role":"user","content":"Hi"}],"thinking":{"type":"enabled","budget_tokens":1024}}""", "thinking")]
    [InlineData("""{"max_tokens":5,"messages":[{"role":"user","content":"Hi"}],"mcp_servers":[{"name":"x"}]}""", "mcp_servers")]
    [InlineData("""{"max_tokens":5,"messages":[{"role":"user","content":"Hi"}],"tools":[{"type":"bash_20250124","name":"bash"}]}""", "tools[0].type")]
    [InlineData("""{"max_tokens":5,"messages":[{"role":"user","content":"Hi"}],"tools":[{"name":"f"}]}""", "tools[0].input_schema")]
    [InlineData("""{"max_tokens":5,"messages":[{"role":"user","content":"Hi"}],"tool_choice":{"type":"any"}}""", "tool_choice")]
    [InlineData("""{"max_tokens":5,"messages":[{"role":"user","content":"Hi"}],"tools":[{"name":"f","input_schema":{}}],"tool_choice":{"type":"tool","name":"g"}}""", "tool_choice.name")]
    [InlineData("""{"max_tokens":5,"messages":[{"role":"user","content":"Hi"}],"output_config":{"format":{"type":"json_schema"}}}""", "output_config.format.schema")]
    [InlineData("""{"max_tokens":5,"messages":[{"role":"user","content":"Hi"}],"specmesh":{"tokens":true}}""", "specmesh.tokens")]
    public async Task A_bad_request_names_the_field_in_Anthropics_body(string json, string field)
    {
        var (response, body) = await Gateway.PostAsync(Path, json);
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal(["type", "error", "request_id"], body.EnumerateObject().Select(property => property.Name));
        Assert.Equal(("error", "invalid_request_error"), (Text(body, "type"), Text(body.GetProperty("error"), "type")));
        Assert.Contains($"'{field}'", Text(body.GetProperty("error"), "message"), StringComparison.Ordinal);
        Assert.Equal(Assert.Single(response.Headers.GetValues("request-id")), Text(body, "request_id"));
        Assert.Empty(Verifier.Calls);
    }

    [Theory]
    [InlineData(StatusCode.OutOfRange, HttpStatusCode.BadRequest, "invalid_request_error")]
    [InlineData(StatusCode.NotFound, HttpStatusCode.NotFound, "not_found_error")]
    [InlineData(StatusCode.ResourceExhausted, HttpStatusCode.TooManyRequests, "rate_limit_error")]
    [InlineData(StatusCode.Unavailable, HttpStatusCode.ServiceUnavailable, "overloaded_error")]
    public async Task Failures_have_Anthropics_types(StatusCode code, HttpStatusCode status, string type)
    {
        await using var verifier = await ScriptedNode.StartAsync(
            NodeRole.Verifier, "verifier-1", [.. Enumerable.Repeat(Behaviour.Refuse(code), 100)]);
        await using var gateway = await TestGateway.StartAsync(verifier);
        var (response, body) = await gateway.PostAsync(Path, $$"""{"stream":true,{{Hi}}}""");
        Assert.Equal(status, response.StatusCode);
        Assert.Equal(type, Text(body.GetProperty("error"), "type"));
    }

    [Fact]
    public async Task A_wrong_method_and_an_unknown_URL_are_refused_in_the_same_words()
    {
        var (response, body) = await Gateway.GetAsync(Path);
        Assert.Equal((HttpStatusCode.MethodNotAllowed, "invalid_request_error"), (response.StatusCode, Text(body.GetProperty("error"), "type")));

        (response, body) = await Gateway.PostAsync($"{Path}/batches", "{}");
        Assert.Equal((HttpStatusCode.NotFound, "not_found_error"), (response.StatusCode, Text(body.GetProperty("error"), "type")));
        Assert.Equal("error", Text(body, "type"));
    }

    [Fact]
    public async Task A_stream_that_breaks_off_ends_with_an_error()
    {
        await using var verifier = await ScriptedNode.StartAsync(
            NodeRole.Verifier, "verifier-1", [Behaviour.FailAfter(4, StatusCode.Unavailable), .. Enumerable.Repeat(Behaviour.Refuse(StatusCode.Unavailable), 100)]);
        await using var gateway = await TestGateway.StartAsync(verifier);
        var events = await gateway.StreamAsync(Path, $$"""{"stream":true,{{Hi}}}""");
        Assert.Equal("error", events[^1].Name);
        Assert.Equal("overloaded_error", Text(events[^1].Json.GetProperty("error"), "type"));
        Assert.DoesNotContain("message_stop", events.Select(item => item.Name));
    }

    [Fact]
    public async Task Tokens_are_counted_of_what_the_model_would_read()
    {
        var (_, body) = await Gateway.PostAsync($"{Path}/count_tokens", """{"system":"Be kind.","messages":[{"role":"user","content":"Hi"}]}""");
        Assert.Equal("""{"input_tokens":24}""", body.GetRawText());
        var (response, error) = await Gateway.PostAsync($"{Path}/count_tokens", """{"messages":[]}""");
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal("invalid_request_error", Text(error.GetProperty("error"), "type"));
    }

    private static string? Text(JsonElement json, string field) => json.GetProperty(field).GetString();
}
