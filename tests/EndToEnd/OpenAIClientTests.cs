using System.ClientModel;
using System.Text;
using OpenAI;
using OpenAI.Chat;
using SpecMesh.EndToEnd.Mesh;

namespace SpecMesh.EndToEnd;

/// <summary>The official OpenAI package for .NET, which nobody here wrote.</summary>
[Collection(SharedMeshTests.Name)]
public sealed class OpenAIClientTests : IDisposable
{
    private static readonly ChatMessage[] Question = [new UserChatMessage("Calculate 25 - 18.")];

    private readonly MeshLog _log;
    private readonly OpenAIClient _client;

    public OpenAIClientTests(SharedMesh shared)
    {
        _log = new MeshLog(shared.Mesh);
        var options = new OpenAIClientOptions { Endpoint = new Uri(shared.Mesh.Http.BaseAddress!, "v1") };
        _client = new OpenAIClient(new ApiKeyCredential("none"), options);
        Model = _client.GetOpenAIModelClient().GetModels().Value.Single().Id;
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private string Model { get; }

    public void Dispose() => _log.Dispose();

    [Fact]
    public async Task Completes_a_chat()
    {
        ChatCompletion answer = await _client.GetChatClient(Model)
            .CompleteChatAsync(Question, new ChatCompletionOptions { Temperature = 0 }, Cancellation);

        Assert.Equal(ChatFinishReason.Stop, answer.FinishReason);
        Assert.NotEmpty(Assert.Single(answer.Content).Text);
        Assert.Equal(answer.Usage.InputTokenCount + answer.Usage.OutputTokenCount, answer.Usage.TotalTokenCount);
    }

    [Fact]
    public async Task Streams_a_chat()
    {
        var options = new ChatCompletionOptions { Temperature = 0, MaxOutputTokenCount = 64 };
        ChatCompletion whole = await _client.GetChatClient(Model).CompleteChatAsync(Question, options, Cancellation);

        var text = new StringBuilder();
        ChatTokenUsage? usage = null;
        ChatFinishReason? finish = null;
        await foreach (var update in _client.GetChatClient(Model).CompleteChatStreamingAsync(Question, options, Cancellation))
        {
            foreach (var part in update.ContentUpdate)
                text.Append(part.Text);
            finish ??= update.FinishReason;
            usage ??= update.Usage;
        }

        Assert.Equal(whole.Content[0].Text, text.ToString());
        Assert.Equal(whole.FinishReason, finish);
        Assert.Equal(whole.Usage.OutputTokenCount, usage?.OutputTokenCount);
    }

    [Fact]
    public async Task Reads_log_probabilities()
    {
        var options = new ChatCompletionOptions { Temperature = 0, IncludeLogProbabilities = true, TopLogProbabilityCount = 3 };
        ChatCompletion answer = await _client.GetChatClient(Model).CompleteChatAsync(Question, options, Cancellation);

        var tokens = answer.ContentTokenLogProbabilities;
        Assert.Equal(answer.Usage.OutputTokenCount, tokens.Count);
        Assert.Equal(answer.Content[0].Text, Encoding.UTF8.GetString([.. tokens.SelectMany(token => token.Utf8Bytes!.Value.ToArray())]));
        Assert.All(tokens, token => Assert.Equal(3, token.TopLogProbabilities.Count));
        // Greedy: each token is the likeliest one.
        Assert.All(tokens, token => Assert.Equal(token.TopLogProbabilities[0].LogProbability, token.LogProbability));
    }

    [Fact]
    public async Task Streams_JSON_of_a_schema_and_a_tool_call()
    {
        const string Schema = """{"type":"object","properties":{"color":{"enum":["red","green","blue"]}},"required":["color"],"additionalProperties":false}""";
        var structured = new ChatCompletionOptions
        {
            ResponseFormat = ChatResponseFormat.CreateJsonSchemaFormat("paint", BinaryData.FromString(Schema), jsonSchemaIsStrict: true),
        };
        var calling = new ChatCompletionOptions { ToolChoice = ChatToolChoice.CreateRequiredChoice(), AllowParallelToolCalls = false };
        calling.Tools.Add(ChatTool.CreateFunctionTool("paint", "Paints the room.", BinaryData.FromString(Schema), functionSchemaIsStrict: true));

        var (text, _, finish) = await StreamAsync(structured);
        var (_, call, callFinish) = await StreamAsync(calling);

        Assert.Matches("^\\{\\s*\"color\":\\s*\"(red|green|blue)\"\\s*\\}$", text);
        Assert.Matches("^paint\\{\\s*\"color\":\\s*\"(red|green|blue)\"\\s*\\}$", call);
        Assert.Equal((ChatFinishReason.Stop, ChatFinishReason.ToolCalls), (finish, callFinish));
    }

    [Fact]
    public async Task Reports_errors_as_it_does_with_its_own_service()
    {
        var unknown = await Assert.ThrowsAsync<ClientResultException>(
            () => _client.GetChatClient("no such model").CompleteChatAsync(Question, cancellationToken: Cancellation));
        var outOfRange = await Assert.ThrowsAsync<ClientResultException>(
            () => _client.GetChatClient(Model).CompleteChatAsync(Question, new ChatCompletionOptions { Temperature = 9 }, Cancellation));

        Assert.Equal(404, unknown.Status);
        Assert.Contains("no such model", unknown.Message, StringComparison.Ordinal);
        Assert.Equal(400, outOfRange.Status);
        Assert.Contains("temperature", outOfRange.Message, StringComparison.Ordinal);
    }

    private async Task<(string Text, string Calls, ChatFinishReason? Finish)> StreamAsync(ChatCompletionOptions options)
    {
        var (text, calls, finish) = (new StringBuilder(), new StringBuilder(), (ChatFinishReason?)null);
        await foreach (var update in _client.GetChatClient(Model).CompleteChatStreamingAsync(Question, options, Cancellation))
        {
            foreach (var part in update.ContentUpdate)
                text.Append(part.Text);
            foreach (var call in update.ToolCallUpdates)
                calls.Append(call.FunctionName).Append(call.FunctionArgumentsUpdate);
            finish ??= update.FinishReason;
        }

        return (text.ToString(), calls.ToString(), finish);
    }
}
