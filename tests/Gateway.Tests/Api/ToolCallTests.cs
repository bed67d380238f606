using System.ClientModel;
using System.ClientModel.Primitives;
using OpenAI;
using OpenAI.Chat;
using SpecMesh.Gateway.Tests.Support;
using SpecMesh.Tests.Support;

namespace SpecMesh.Gateway.Tests.Api;

/// <summary>Tools through the gateway: what the verifier is told, and what becomes of its text.</summary>
public sealed class ToolCallTests
{
    private const string Path = "/v1/chat/completions";
    private const string Call = "<tool_call>\n{\"name\": \"weather\", \"arguments\": {\"city\": \"Köln\"}}\n</tool_call>";

    private const string Tools = """
        "tools":[{"type":"function","function":{"name":"weather","description":"Says the weather.","parameters":{"type":"object","properties":{"city":{"type":"string"}}}}}]
        """;

    private readonly CancellationToken _limit = Limit.Start();

    [Fact]
    public async Task A_call_is_told_apart_from_text()
    {
        var (node, gateway) = await TextNode.StartAsync($"One moment.\n{Call}\n{Call}");
        await using var _ = node;
        await using var __ = gateway;

        var (_, body) = await gateway.PostAsync(Path, $$"""{"messages":[{"role":"user","content":"Hi"}],{{Tools}}}""");

        var choice = body.GetProperty("choices")[0];
        Assert.Equal("tool_calls", choice.GetProperty("finish_reason").GetString());
        var message = choice.GetProperty("message");
        Assert.Equal("One moment.", message.GetProperty("content").GetString());
        var calls = message.GetProperty("tool_calls");
        Assert.Equal(2, calls.GetArrayLength());
        Assert.Equal("function", calls[0].GetProperty("type").GetString());
        Assert.Equal("weather", calls[0].GetProperty("function").GetProperty("name").GetString());
        Assert.Equal("""{"city": "Köln"}""", calls[1].GetProperty("function").GetProperty("arguments").GetString());
        Assert.NotEqual(calls[0].GetProperty("id").GetString(), calls[1].GetProperty("id").GetString());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(1000)]
    public async Task A_streamed_call_comes_in_pieces_that_add_up(int charactersPerVerdict)
    {
        var (node, gateway) = await TextNode.StartAsync(Call, charactersPerVerdict);
        await using var _ = node;
        await using var __ = gateway;

        var events = await gateway.StreamAsync(Path, $$"""{"messages":[{"role":"user","content":"Hi"}],"stream":true,{{Tools}}}""");

        var choices = events.Where(item => item.Data != "[DONE]").Select(item => item.Json.GetProperty("choices")[0]).ToList();
        var deltas = choices.SelectMany(choice => choice.GetProperty("delta").TryGetProperty("tool_calls", out var calls) ? calls.EnumerateArray() : []).ToList();
        Assert.Equal("weather", deltas[0].GetProperty("function").GetProperty("name").GetString());
        Assert.Equal("""{"city": "Köln"}""", string.Concat(deltas.Select(delta => delta.GetProperty("function").GetProperty("arguments").GetString())));
        Assert.All(deltas, delta => Assert.Equal(0, delta.GetProperty("index").GetInt32()));
        Assert.Equal("", EventStreamParser.TextOf(events));
        Assert.Equal("tool_calls", choices[^1].GetProperty("finish_reason").GetString());
    }

    [Fact]
    public async Task Calls_of_several_choices_do_not_mix()
    {
        var (node, gateway) = await TextNode.StartAsync(Call);
        await using var _ = node;
        await using var __ = gateway;

        var (_, whole) = await gateway.PostAsync(Path, $$"""{"messages":[{"role":"user","content":"Hi"}],"n":3,{{Tools}}}""");
        var events = await gateway.StreamAsync(Path, $$"""{"messages":[{"role":"user","content":"Hi"}],"n":3,"stream":true,{{Tools}}}""");

        Assert.All(whole.GetProperty("choices").EnumerateArray(), choice => Assert.Equal(
            """{"city": "Köln"}""",
            choice.GetProperty("message").GetProperty("tool_calls")[0].GetProperty("function").GetProperty("arguments").GetString()));
        var choices = events.SkipLast(1).Select(item => item.Json.GetProperty("choices")[0]).GroupBy(choice => choice.GetProperty("index").GetInt32()).ToList();
        Assert.Equal(3, choices.Count);
        Assert.All(choices, choice =>
        {
            var calls = choice.SelectMany(chunk => chunk.GetProperty("delta").TryGetProperty("tool_calls", out var calls) ? calls.EnumerateArray() : []);
            Assert.Equal("""{"city": "Köln"}""", string.Concat(calls.Select(call => call.GetProperty("function").GetProperty("arguments").GetString())));
            Assert.Equal("tool_calls", choice.Last().GetProperty("finish_reason").GetString());
        });
    }

    [Fact]
    public async Task Text_stays_text()
    {
        var (node, gateway) = await TextNode.StartAsync("1 < 2, says <tool\n");
        await using var _ = node;
        await using var __ = gateway;

        var (_, whole) = await gateway.PostAsync(Path, $$"""{"messages":[{"role":"user","content":"Hi"}],{{Tools}}}""");
        var events = await gateway.StreamAsync(Path, $$"""{"messages":[{"role":"user","content":"Hi"}],"stream":true,{{Tools}}}""");

        Assert.Equal("1 < 2, says <tool\n", whole.GetProperty("choices")[0].GetProperty("message").GetProperty("content").GetString());
        Assert.Equal("stop", whole.GetProperty("choices")[0].GetProperty("finish_reason").GetString());
        Assert.Equal("1 < 2, says <tool\n", EventStreamParser.TextOf(events));
    }

    [Fact]
    public async Task The_model_reads_tools_calls_and_results_in_its_own_markup()
    {
        var (node, gateway) = await TextNode.StartAsync("Sunny.");
        await using var _ = node;
        await using var __ = gateway;

        await gateway.PostAsync(Path, $$$"""
            {"messages":[
              {"role":"system","content":"Be kind."},
              {"role":"user","content":"Weather in Köln and Bonn?"},
              {"role":"assistant","content":null,"tool_calls":[
                {"id":"1","type":"function","function":{"name":"weather","arguments":"{\"city\": \"Köln\"}"}},
                {"id":"2","type":"function","function":{"name":"weather","arguments":"{\"city\": \"Bonn\"}"}}]},
              {"role":"tool","tool_call_id":"1","content":"sun"},
              {"role":"tool","tool_call_id":"2","content":[{"type":"text","text":"rain"}]}],
             {{{Tools}}}}
            """);

        var messages = Assert.Single(node.Calls).Chat.Messages;
        Assert.Equal(["system", "user", "assistant", "user"], messages.Select(message => message.Role));
        Assert.StartsWith("Be kind.\n", messages[0].Content, StringComparison.Ordinal);
        Assert.Contains("<tools>\n{\"type\":\"function\",\"function\":{\"name\":\"weather\"", messages[0].Content, StringComparison.Ordinal);
        Assert.Equal($"{Call}\n{Call.Replace("Köln", "Bonn", StringComparison.Ordinal)}", messages[2].Content);
        Assert.Equal("<tool_response>\nsun\n</tool_response>\n<tool_response>\nrain\n</tool_response>", messages[3].Content);
    }

    [Fact]
    public async Task Without_tools_to_call_nothing_is_added_and_tags_are_text()
    {
        var (node, gateway) = await TextNode.StartAsync(Call);
        await using var _ = node;
        await using var __ = gateway;

        var (_, body) = await gateway.PostAsync(Path, $$"""{"messages":[{"role":"user","content":"Hi"}],"tool_choice":"none",{{Tools}}}""");

        Assert.Equal(Call, body.GetProperty("choices")[0].GetProperty("message").GetProperty("content").GetString());
        Assert.Equal("user", Assert.Single(Assert.Single(node.Calls).Chat.Messages).Role);
    }

    [Fact]
    public async Task A_grammar_is_handed_to_the_verifier_as_it_is()
    {
        var (node, gateway) = await TextNode.StartAsync("yes");
        await using var _ = node;
        await using var __ = gateway;

        await gateway.PostAsync(Path, """{"messages":[{"role":"user","content":"Hi"}],"grammar":"root ::= \"yes\" | \"no\""}""");
        await gateway.PostAsync("/v1/completions", """{"prompt":"Hi","response_format":{"type":"json_object"}}""");

        Assert.Equal("root ::= \"yes\" | \"no\"", node.Calls[0].Grammar);
        Assert.StartsWith("root ::= object\n", node.Calls[1].Grammar, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_OpenAI_package_runs_a_tool_call_streamed_and_not()
    {
        var (node, gateway) = await TextNode.StartAsync(Call);
        await using var _ = node;
        await using var __ = gateway;
        var client = new ChatClient("tiny", new ApiKeyCredential("unused"), new OpenAIClientOptions
        {
            Endpoint = new Uri(gateway.Address, "/v1"),
            RetryPolicy = new ClientRetryPolicy(maxRetries: 0),
        });
        var options = new ChatCompletionOptions { ToolChoice = ChatToolChoice.CreateRequiredChoice() };
        options.Tools.Add(ChatTool.CreateFunctionTool("weather", "Says the weather.", BinaryData.FromString("""{"type":"object","properties":{"city":{"type":"string"}}}""")));
        ChatMessage[] messages = [new UserChatMessage("Weather in Köln?")];

        ChatCompletion completion = await client.CompleteChatAsync(messages, options, _limit);
        var streamed = "";
        ChatFinishReason? finish = null;
        await foreach (var update in client.CompleteChatStreamingAsync(messages, options, _limit))
        {
            finish = update.FinishReason ?? finish;
            foreach (var call in update.ToolCallUpdates)
                streamed += call.FunctionName + call.FunctionArgumentsUpdate?.ToString();
        }

        Assert.Equal(ChatFinishReason.ToolCalls, completion.FinishReason);
        var only = Assert.Single(completion.ToolCalls);
        Assert.Equal(("weather", """{"city": "Köln"}"""), (only.FunctionName, only.FunctionArguments.ToString()));
        Assert.Equal(ChatFinishReason.ToolCalls, finish);
        Assert.Equal("""weather{"city": "Köln"}""", streamed);

        // The answer goes back as the package writes it.
        await client.CompleteChatAsync([.. messages, new AssistantChatMessage(completion), new ToolChatMessage(only.Id, "sun")], options, _limit);
        Assert.Equal(Call, node.Calls[^1].Chat.Messages[^2].Content);
    }
}
