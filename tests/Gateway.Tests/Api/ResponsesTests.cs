using System.Net;
using System.Text.Json;
using Grpc.Core;
using SpecMesh.Gateway.Tests.Support;
using SpecMesh.V1;

namespace SpecMesh.Gateway.Tests.Api;

/// <summary>The shapes of <c>POST /v1/responses</c>, and what becomes of a request.</summary>
public sealed class ResponsesTests : ScriptedMeshTests
{
    private const string Path = "/v1/responses";
    private const string Call = "<tool_call>\n{\"name\": \"weather\", \"arguments\": {\"city\": \"Köln\"}}\n</tool_call>";

    private const string Tools = """
        "tools":[{"type":"function","name":"weather","description":"Says the weather.","parameters":{"type":"object","properties":{"city":{"type":"string"}}}}]
        """;

    [Fact]
    public async Task A_text_gets_a_message_usage_and_the_settings_back()
    {
        var (response, body) = await Gateway.PostAsync(
            Path, """{"input":"Hi","instructions":"Be kind.","temperature":0.5,"max_output_tokens":50,"metadata":{"a":"b"},"seed":7}""");

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.StartsWith("resp_", body.GetProperty("id").GetString(), StringComparison.Ordinal);
        Assert.Equal(("response", "completed", "tiny"), (Text(body, "object"), Text(body, "status"), Text(body, "model")));
        Assert.Equal(JsonValueKind.Null, body.GetProperty("error").ValueKind);
        var item = Assert.Single(body.GetProperty("output").EnumerateArray());
        Assert.Equal(("message", "completed", "assistant"), (Text(item, "type"), Text(item, "status"), Text(item, "role")));
        Assert.Equal(Answer.Text, Text(item.GetProperty("content")[0], "text"));
        Assert.Equal(
            """{"input_tokens":3,"input_tokens_details":{"cached_tokens":1},"output_tokens":9,"output_tokens_details":{"reasoning_tokens":0},"total_tokens":12}""",
            body.GetProperty("usage").GetRawText());
        Assert.Equal("Be kind.", Text(body, "instructions"));
        Assert.Equal("""{"a":"b"}""", body.GetProperty("metadata").GetRawText());
        Assert.Equal(0.5, body.GetProperty("temperature").GetDouble());
        Assert.False(body.GetProperty("store").GetBoolean());
        Assert.Equal("auto", Text(body, "tool_choice"));

        var generation = Assert.Single(Verifier.Calls);
        Assert.Equal(["system:Be kind.", "user:Hi"], generation.Chat.Messages.Select(message => $"{message.Role}:{message.Content}"));
        Assert.Equal((50, 7UL, 0.5f), (generation.MaxTokens, generation.Sampling.Seed, generation.Sampling.Temperature));
    }

    [Fact]
    public async Task Events_are_numbered_and_add_up_to_the_whole()
    {
        var events = await Gateway.StreamAsync(Path, """{"input":"Hi","stream":true}""");

        var bodies = events.Select(item => item.Json).ToList();
        Assert.Equal(events.Select(item => item.Name), bodies.Select(body => Text(body, "type")));
        Assert.Equal(Enumerable.Range(0, events.Count), bodies.Select(body => body.GetProperty("sequence_number").GetInt32()));
        Assert.Equal(
            [
                "response.created", "response.in_progress", "response.output_item.added", "response.content_part.added",
                .. Enumerable.Repeat("response.output_text.delta", 5),
                "response.output_text.done", "response.content_part.done", "response.output_item.done", "response.completed",
            ],
            events.Select(item => item.Name!));
        Assert.Equal("in_progress", Text(bodies[0].GetProperty("response"), "status"));
        Assert.Equal(Answer.Text, string.Concat(bodies.Where(body => Text(body, "type") == "response.output_text.delta").Select(body => Text(body, "delta"))));
        var whole = bodies[^1].GetProperty("response");
        Assert.Equal(Text(bodies[0].GetProperty("response"), "id"), Text(whole, "id"));
        Assert.Equal(bodies[^2].GetProperty("item").GetRawText(), Assert.Single(whole.GetProperty("output").EnumerateArray()).GetRawText());
        Assert.Equal(Answer.Tokens, whole.GetProperty("usage").GetProperty("output_tokens").GetInt32());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(1000)]
    public async Task Text_and_calls_are_items_however_they_are_cut(int charactersPerVerdict)
    {
        var (node, gateway) = await TextNode.StartAsync($"One moment.\n{Call}\n{Call}", charactersPerVerdict);
        await using var _ = node;
        await using var __ = gateway;

        var (_, whole) = await gateway.PostAsync(Path, $$"""{"input":"Hi",{{Tools}}}""");
        var events = await gateway.StreamAsync(Path, $$"""{"input":"Hi","stream":true,{{Tools}}}""");

        foreach (var output in new[] { whole.GetProperty("output"), events[^1].Json.GetProperty("response").GetProperty("output") })
        {
            Assert.Equal(["message", "function_call", "function_call"], output.EnumerateArray().Select(item => Text(item, "type")));
            Assert.Equal("One moment.", Text(output[0].GetProperty("content")[0], "text"));
            Assert.Equal(("weather", """{"city": "Köln"}"""), (Text(output[2], "name"), Text(output[2], "arguments")));
            Assert.NotEqual(Text(output[1], "call_id"), Text(output[2], "call_id"));
        }

        var second = events.Select(item => item.Json).Where(body => body.TryGetProperty("output_index", out var index) && index.GetInt32() == 2).ToList();
        Assert.Equal("response.output_item.added", Text(second[0], "type"));
        Assert.Equal("response.output_item.done", Text(second[^1], "type"));
        Assert.Equal("""{"city": "Köln"}""", string.Concat(second.Where(body => body.TryGetProperty("delta", out var _)).Select(body => Text(body, "delta"))));
    }

    [Fact]
    public async Task Earlier_items_become_the_models_own_markup()
    {
        await Gateway.PostAsync(Path, $$"""
            {"input":[
              {"role":"developer","content":"Be kind."},
              {"role":"user","content":[{"type":"input_text","text":"Weather in "},{"type":"input_text","text":"Köln?"}]},
              {"type":"message","role":"assistant","id":"msg_1","status":"completed","content":[{"type":"output_text","text":"One moment.","annotations":[]}]},
              {"type":"function_call","call_id":"call_1","name":"weather","arguments":"{\"city\": \"Köln\"}"},
              {"type":"function_call","call_id":"call_2","name":"weather","arguments":"{\"city\": \"Köln\"}"},
              {"type":"function_call_output","call_id":"call_1","output":"sun"},
              {"type":"function_call_output","call_id":"call_2","output":[{"type":"input_text","text":"rain"}]}],
             {{Tools}}}
            """);

        var messages = Assert.Single(Verifier.Calls).Chat.Messages;
        Assert.Equal(["system", "user", "assistant", "user"], messages.Select(message => message.Role));
        Assert.Equal("Weather in Köln?", messages[1].Content);
        Assert.Equal($"One moment.\n{Call}\n{Call}", messages[2].Content);
        Assert.Equal("<tool_response>\nsun\n</tool_response>\n<tool_response>\nrain\n</tool_response>", messages[3].Content);
    }

    [Fact]
    public async Task The_model_reads_the_same_as_of_a_chat()
    {
        await Gateway.PostAsync(Path, $$"""{"input":"Hi",{{Tools}},"tool_choice":"required"}""");
        await Gateway.PostAsync("/v1/chat/completions", """
            {"messages":[{"role":"user","content":"Hi"}],"tool_choice":"required","tools":[{"type":"function",
             "function":{"name":"weather","description":"Says the weather.","parameters":{"type":"object","properties":{"city":{"type":"string"}}}}}]}
            """);
        await Gateway.PostAsync(Path, """{"input":"Hi","text":{"format":{"type":"json_schema","name":"x","schema":{"enum":[1]}}}}""");
        await Gateway.PostAsync(
            "/v1/chat/completions",
            """{"messages":[{"role":"user","content":"Hi"}],"response_format":{"type":"json_schema","json_schema":{"name":"x","schema":{"enum":[1]}}}}""");

        Assert.Equal(Verifier.Calls[1].Chat, Verifier.Calls[0].Chat);
        Assert.Equal(Verifier.Calls[1].Grammar, Verifier.Calls[0].Grammar);
        Assert.NotEmpty(Verifier.Calls[2].Grammar);
        Assert.Equal(Verifier.Calls[3].Grammar, Verifier.Calls[2].Grammar);
    }

    [Fact]
    public async Task Log_probabilities_are_the_texts()
    {
        const string Fields = """ "input":"Hi","include":["message.output_text.logprobs"],"top_logprobs":2 """;
        var (_, whole) = await Gateway.PostAsync(Path, $$"""{{{Fields}}}""");
        var events = await Gateway.StreamAsync(Path, $$"""{{{Fields}},"stream":true}""");

        var tokens = whole.GetProperty("output")[0].GetProperty("content")[0].GetProperty("logprobs").EnumerateArray().Select(token => token.GetRawText()).ToList();
        Assert.Equal(Answer.Tokens, tokens.Count);
        Assert.All(tokens, token => Assert.Equal(2, JsonElement.Parse(token).GetProperty("top_logprobs").GetArrayLength()));
        Assert.Equal(tokens, events.Where(item => item.Name == "response.output_text.delta")
            .SelectMany(item => item.Json.GetProperty("logprobs").EnumerateArray()).Select(token => token.GetRawText()));
        Assert.Equal(tokens, events.Single(item => item.Name == "response.output_text.done").Json.GetProperty("logprobs").EnumerateArray().Select(token => token.GetRawText()));
    }

    [Theory]
    [InlineData("""{}""", "input", "missing_required_parameter")]
    [InlineData("""{"input":7}""", "input", "invalid_type")]
    [InlineData("""{"input":[]}""", "input", "invalid_value")]
    [InlineData("""{"input":[{"role":"tool","content":"x"}]}""", "input[0].role", "invalid_value")]
    [InlineData("""{"input":[{"role":"user"}]}""", "input[0].content", "missing_required_parameter")]
    [InlineData("""{"input":[{"type":"function_call","call_id":"x"}]}""", "input[0].name", "missing_required_parameter")]
    [InlineData("""{"input":[{"role":"user","content":[{"type":"input_image"}]}]}""", "input[0].content[0].type", "unsupported_parameter")]
    [InlineData("""{"input":[{"type":"item_reference","id":"x"}]}""", "input[0].type", "unsupported_parameter")]
    [InlineData("""{"input":[{"type":"reasoning","summary":[]}]}""", "input[0].type", "unsupported_parameter")]
    [InlineData("""{"input":"Hi","previous_response_id":"resp_1"}""", "previous_response_id", "unsupported_parameter")]
    [InlineData("""{"input":"Hi","conversation":"conv_1"}""", "conversation", "unsupported_parameter")]
    [InlineData("""{"input":"Hi","prompt":{"id":"p"}}""", "prompt", "unsupported_parameter")]
    [InlineData("""{"input":"Hi","store":true}""", "store", "unsupported_parameter")]
    [InlineData("""{"input":"Hi","background":true}""", "background", "unsupported_parameter")]
    [InlineData("""{"input":"Hi","truncation":"auto"}""", "truncation", "unsupported_parameter")]
    [InlineData("""{"input":"Hi","tools":[{"type":"web_search"}]}""", "tools[0].type", "unsupported_parameter")]
    [InlineData("""{"input":"Hi","tools":[{"type":"function","name":"f"}],"tool_choice":{"type":"function","name":"g"}}""", "tool_choice.name", "invalid_value")]
    [InlineData("""{"input":"Hi","tool_choice":"required"}""", "tool_choice", "invalid_value")]
    [InlineData("""{"input":"Hi","text":{"format":{"type":"json_schema","name":"x"}}}""", "text.format.schema", "missing_required_parameter")]
    [InlineData("""{"input":"Hi","text":{"format":{"type":"xml"}}}""", "text.format.type", "invalid_value")]
    [InlineData("""{"input":"Hi","max_output_tokens":0}""", "max_output_tokens", "invalid_value")]
    [InlineData("""{"input":"Hi","include":["everything"]}""", "include", "invalid_value")]
    [InlineData("""{"input":"Hi","top_logprobs":2}""", "top_logprobs", "invalid_value")]
    [InlineData("""{"input":"Hi","specmesh":{"tokens":true}}""", "specmesh.tokens", "unsupported_parameter")]
    public async Task A_bad_request_names_the_field(string json, string field, string code)
    {
        var (response, body) = await Gateway.PostAsync(Path, json);
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal((field, code), (Text(body.GetProperty("error"), "param"), Text(body.GetProperty("error"), "code")));
        Assert.Contains($"'{field}'", Text(body.GetProperty("error"), "message"), StringComparison.Ordinal);
        Assert.Empty(Verifier.Calls);
    }

    [Theory]
    [InlineData("GET", "/v1/responses/resp_1")]
    [InlineData("DELETE", "/v1/responses/resp_1")]
    [InlineData("POST", "/v1/responses/resp_1/cancel")]
    [InlineData("GET", "/v1/responses/resp_1/input_items")]
    public async Task Nothing_is_stored(string method, string path)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        using var response = await Gateway.Http.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.Contains("stores no responses", await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Settings_that_mean_no_state_are_no_mistake()
    {
        var (response, _) = await Gateway.PostAsync(Path, """
            {"input":"Hi","store":false,"background":false,"previous_response_id":null,"truncation":"disabled","reasoning":{"effort":"low"},
             "tools":[],"tool_choice":"auto","text":{"verbosity":"low"},"include":["reasoning.encrypted_content"]}
            """);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Fact]
    public async Task Input_tokens_are_counted()
    {
        var (_, body) = await Gateway.PostAsync($"{Path}/input_tokens", """{"input":"Hi","instructions":"Be kind."}""");
        Assert.Equal("response.input_tokens", Text(body, "object"));
        Assert.Equal("<system>Be kind.<user>Hi".Length, body.GetProperty("input_tokens").GetInt32());
    }

    [Fact]
    public async Task A_stream_that_breaks_off_ends_with_an_error_and_failed()
    {
        await using var verifier = await ScriptedNode.StartAsync(
            NodeRole.Verifier, "verifier-1", [Behaviour.FailAfter(4, StatusCode.Unavailable), .. Enumerable.Repeat(Behaviour.Refuse(StatusCode.Unavailable), 100)]);
        await using var gateway = await TestGateway.StartAsync(verifier);

        var events = await gateway.StreamAsync(Path, """{"input":"Hi","stream":true}""");

        Assert.Equal(["error", "response.failed"], events.TakeLast(2).Select(item => item.Name!));
        Assert.Equal("service_unavailable", Text(events[^2].Json, "code"));
        Assert.Equal(Text(events[^2].Json, "message"), Text(events[^2].Json.GetProperty("error"), "message"));
        var failed = events[^1].Json.GetProperty("response");
        Assert.Equal(("failed", "server_error"), (Text(failed, "status"), Text(failed.GetProperty("error"), "code")));
        Assert.Equal(Enumerable.Range(0, events.Count), events.Select(item => item.Json.GetProperty("sequence_number").GetInt32()));
    }

    private static string? Text(JsonElement json, string field) => json.GetProperty(field).GetString();
}
