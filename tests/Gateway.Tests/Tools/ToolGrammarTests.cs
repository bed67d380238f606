using System.Text.Json;
using Microsoft.AspNetCore.Http;
using SpecMesh.Gateway.Api.Requests;
using SpecMesh.Gateway.Tests.Constraints;

namespace SpecMesh.Gateway.Tests.Tools;

/// <summary>What may be answered to a request with tools.</summary>
public sealed class ToolGrammarTests
{
    private const string Call = "<tool_call>\n{\"name\": \"weather\", \"arguments\": {\"city\": \"Bonn\"}}\n</tool_call>";
    private const string Other = "<tool_call>\n{\"name\": \"now\", \"arguments\": {}}\n</tool_call>";

    private const string Tools = """
        "tools":[
          {"type":"function","function":{"name":"weather","parameters":{"type":"object","properties":{"city":{"type":"string"}},"required":["city"]}}},
          {"type":"function","function":{"name":"now"}},
          {"type":"function","function":{"name":"loose","parameters":{"type":"object","maxProperties":2}}}]
        """;

    [Theory]
    [InlineData("", "Hello <tool there!", true)]
    [InlineData("", "", true)]
    [InlineData("", Call, true)]
    [InlineData("", "I look.\n" + Call + "\n" + Other, true)]
    [InlineData("", "<<tool_call>\n{\"name\": \"now\", \"arguments\": {}}\n</tool_call>", true)]
    [InlineData("", "<tool_call>\n{\"name\": \"nobody\", \"arguments\": {}}\n</tool_call>", false)]
    [InlineData("", "<tool_call>\n{\"name\": \"weather\", \"arguments\": {}}\n</tool_call>", false)]
    [InlineData("", "<tool_call>\n{\"name\": \"loose\", \"arguments\": {\"anything\": [1]}}\n</tool_call>", true)]
    [InlineData("", Call + " and text", false)]
    [InlineData(""","tool_choice":"none" """, Call, true)]
    [InlineData(""","tool_choice":"required" """, Call, true)]
    [InlineData(""","tool_choice":"required" """, "Hello", false)]
    [InlineData(""","tool_choice":{"type":"function","function":{"name":"now"}}""", Other, true)]
    [InlineData(""","tool_choice":{"type":"function","function":{"name":"now"}}""", Call, false)]
    [InlineData(""","parallel_tool_calls":false""", Call, true)]
    [InlineData(""","parallel_tool_calls":false""", Call + "\n" + Other, false)]
    [InlineData(""","response_format":{"type":"json_object"}""", """{"a":1}""", true)]
    [InlineData(""","response_format":{"type":"json_object"}""", Call, true)]
    [InlineData(""","response_format":{"type":"json_object"}""", "Hello", false)]
    public void Calls_are_of_tools_that_may_be_called_with_arguments_that_fit(string fields, string answer, bool allowed)
    {
        var request = JsonElement.Parse($$"""{"messages":[{"role":"user","content":"Hi"}],{{Tools}}{{fields}}}""");
        var grammar = GrammarOf(request);
        Assert.Equal(allowed, grammar.Length == 0 || new GrammarText(grammar).Accepts(answer));
    }

    [Fact]
    public void Answers_drawn_at_random_are_calls_where_they_must_be()
    {
        var request = JsonElement.Parse($$"""{"messages":[{"role":"user","content":"Hi"}],{{Tools}},"tool_choice":"required"}""");
        var grammar = new GrammarText(GrammarOf(request));
        for (var seed = 0; seed < 50; seed++)
        {
            var answer = grammar.Draw(new Random(seed));
            var parser = new Gateway.Tools.ToolCallParser();
            var calls = parser.Append(answer).Calls!;
            Assert.Equal("", parser.Flush().Content);
            Assert.InRange(parser.Calls, 1, int.MaxValue);
            Assert.All(calls.GroupBy(call => call.Index), call =>
                Assert.Equal(JsonValueKind.Object, JsonElement.Parse(string.Concat(call.Select(delta => delta.Function.Arguments))).ValueKind));
        }
    }

    private static string GrammarOf(JsonElement request) =>
        ChatRequest.Read(new RequestFields(request), new HeaderDictionary()).Prompts[0].Grammar;
}
