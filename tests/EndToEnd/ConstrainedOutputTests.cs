using System.ClientModel;
using System.Text.Json;
using System.Text.Json.Nodes;
using NJsonSchema;
using OpenAI;
using OpenAI.Chat;
using SpecMesh.EndToEnd.Mesh;

namespace SpecMesh.EndToEnd;

/// <summary>Answers with a prescribed form: always of that form, and the same tokens with speculation as without.</summary>
[Collection(SharedMeshTests.Name)]
public sealed class ConstrainedOutputTests : IDisposable
{
    private const int Seeds = 500;
    private const int Concurrency = 8;

    // Short, and with an end: the bundled models were trained on little JSON, and not on these schemas.
    private static readonly string[] Schemas =
    [
        """{"type":"object","properties":{"color":{"enum":["red","green","blue"]},"count":{"type":"integer","minimum":0,"maximum":20}},"required":["color","count"],"additionalProperties":false}""",
        """{"type":"object","properties":{"name":{"type":"string","maxLength":8},"happy":{"type":"boolean"}},"required":["name","happy"],"additionalProperties":false}""",
        """{"type":"object","properties":{"tags":{"type":"array","items":{"type":"string","minLength":1,"maxLength":4},"minItems":1,"maxItems":3}},"required":["tags"],"additionalProperties":false}""",
        """{"type":"object","properties":{"id":{"type":"string","pattern":"^[A-Z]{2}-[0-9]{3}$"},"note":{"type":["string","null"],"maxLength":6}},"required":["id"],"additionalProperties":false}""",
        """{"type":"object","properties":{"when":{"type":"string","format":"date"}},"required":["when"],"additionalProperties":false}""",
        """{"type":"object","properties":{"answer":{"anyOf":[{"type":"integer","minimum":-9,"maximum":9},{"type":"object","properties":{"why":{"enum":["a","b"]}},"required":["why"],"additionalProperties":false}]}},"required":["answer"],"additionalProperties":false}""",
    ];

    private readonly ITestOutputHelper _output;
    private readonly HttpClient _http;
    private readonly MeshLog _log;

    public ConstrainedOutputTests(SharedMesh shared, ITestOutputHelper output)
    {
        _output = output;
        _http = shared.Mesh.Http;
        _log = new MeshLog(shared.Mesh);
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _log.Dispose();

    [Fact]
    public async Task Five_hundred_of_five_hundred_answers_are_JSON_of_their_schema_and_the_same_without_speculation()
    {
        var requests = Enumerable.Range(0, Seeds).Select(Request).ToList();

        var speculative = await AskAllAsync(requests);
        var plain = await AskAllAsync([.. requests.Select(request => request.With("speculation", new JsonObject { ["enabled"] = false }))]);

        _output.WriteLine(
            $"{speculative.Sum(answer => answer.CompletionTokens)} tokens, {speculative.Sum(answer => answer.Accepted)} of them drafted; for example {speculative[0].Text}");
        var validators = await Task.WhenAll(Schemas.Select(schema => JsonSchema.FromJsonAsync(schema, Cancellation)));
        for (var i = 0; i < requests.Count; i++)
        {
            Assert.Equal((plain[i].Text, plain[i].CompletionTokens), (speculative[i].Text, speculative[i].CompletionTokens));
            Assert.Equal("stop", speculative[i].FinishReason);
            Assert.Empty(validators[i % Schemas.Length].Validate(speculative[i].Text));
            using var json = JsonDocument.Parse(speculative[i].Text);
        }

        Assert.True(speculative.Sum(answer => answer.Accepted) > 0, "No drafted token was ever accepted.");
        Assert.Equal(0, plain.Sum(answer => answer.Accepted));
    }

    [Fact]
    public async Task A_grammar_bounds_the_text_of_chats_and_completions()
    {
        const string Grammar = "root ::= (\"yes\" | \"no\") \", \" [a-z]{3,6} \".\"";
        var chat = Prompts.Chat("Is the sky green?").With("grammar", Grammar).With("seed", 5);
        var text = new JsonObject { ["prompt"] = "The sky is green:", ["grammar"] = Grammar, ["seed"] = 5, ["max_tokens"] = 50 };

        var whole = await _http.AskAsync(Requests.Chat, chat);
        var streamed = await _http.StreamAsync(Requests.Chat, chat);
        var completed = await _http.AskAsync(Requests.Completion, text);

        Assert.Matches("^(yes|no), [a-z]{3,6}\\.$", whole.Text);
        Assert.Equal(whole.Text, streamed.Text);
        Assert.Matches("^(yes|no), [a-z]{3,6}\\.$", completed.Text);
    }

    [Fact]
    public async Task A_bad_grammar_is_a_bad_request()
    {
        using var content = new StringContent(
            Prompts.Chat("Hi").With("grammar", "root ::= root \"a\"").ToJsonString(), System.Text.Encoding.UTF8, "application/json");
        using var response = await _http.PostAsync(new Uri(Requests.Chat, UriKind.Relative), content, Cancellation);
        var body = JsonElement.Parse(await response.Content.ReadAsStringAsync(Cancellation));

        Assert.Equal(400, (int)response.StatusCode);
        Assert.Contains("left recursion", body.GetProperty("error").GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_grammar_that_cannot_be_followed_to_its_end_is_an_error_and_the_mesh_goes_on()
    {
        // After n letters there are 2 to the power of n ways to read them, and only more letters may follow.
        var request = Prompts.Chat("Hi").With("grammar", "root ::= \"a\" root \"b\" | \"a\" root \"c\"");
        using var content = new StringContent(request.ToJsonString(), System.Text.Encoding.UTF8, "application/json");
        using var response = await _http.PostAsync(new Uri(Requests.Chat, UriKind.Relative), content, Cancellation);
        var body = JsonElement.Parse(await response.Content.ReadAsStringAsync(Cancellation));

        Assert.Equal(400, (int)response.StatusCode);
        Assert.Contains("ambiguous", body.GetProperty("error").GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.NotEmpty((await _http.AskAsync(Requests.Chat, Prompts.Chat("Hi").With("max_tokens", 5))).Text);
    }

    [Fact]
    public async Task The_OpenAI_package_gets_its_schema_and_its_tool_call()
    {
        var client = new OpenAIClient(new ApiKeyCredential("none"), new OpenAIClientOptions { Endpoint = new Uri(_http.BaseAddress!, "v1") });
        var chat = client.GetChatClient((await client.GetOpenAIModelClient().GetModelsAsync(Cancellation)).Value.Single().Id);
        var structured = new ChatCompletionOptions
        {
            ResponseFormat = ChatResponseFormat.CreateJsonSchemaFormat("thing", BinaryData.FromString(Schemas[0]), jsonSchemaIsStrict: true),
        };
        var tools = new ChatCompletionOptions { ToolChoice = ChatToolChoice.CreateFunctionChoice("paint"), AllowParallelToolCalls = false };
        tools.Tools.Add(ChatTool.CreateFunctionTool("paint", "Paints the room.", BinaryData.FromString(Schemas[0]), functionSchemaIsStrict: true));
        ChatMessage[] question = [new UserChatMessage("Name a colour and a number.")];

        ChatCompletion answer = await chat.CompleteChatAsync(question, structured, Cancellation);
        ChatCompletion call = await chat.CompleteChatAsync(question, tools, Cancellation);

        var validator = await JsonSchema.FromJsonAsync(Schemas[0], Cancellation);
        Assert.Empty(validator.Validate(Assert.Single(answer.Content).Text));
        Assert.Equal(ChatFinishReason.ToolCalls, call.FinishReason);
        Assert.Equal("paint", Assert.Single(call.ToolCalls).FunctionName);
        Assert.Empty(validator.Validate(call.ToolCalls[0].FunctionArguments.ToString()));
    }

    private static JsonObject Request(int seed)
    {
        var (_, messages) = Prompts.HeldOut[seed % Prompts.HeldOut.Count];
        return Prompts.Chat(messages).With("seed", seed).With("temperature", seed % 4 == 0 ? 0.0 : 1.0).With("max_tokens", 300).With(
            "response_format",
            new JsonObject
            {
                ["type"] = "json_schema",
                ["json_schema"] = new JsonObject { ["name"] = "answer", ["strict"] = true, ["schema"] = JsonNode.Parse(Schemas[seed % Schemas.Length]) },
            });
    }

    private async Task<Answer[]> AskAllAsync(List<JsonObject> requests)
    {
        var answers = new Answer[requests.Count];
        var options = new ParallelOptions { MaxDegreeOfParallelism = Concurrency, CancellationToken = Cancellation };
        await Parallel.ForAsync(0, requests.Count, options, async (i, _) => answers[i] = await _http.AskAsync(Requests.Chat, requests[i]));
        return answers;
    }
}
