// The package calls its Responses client experimental: it may change with the next version, which is pinned here.
#pragma warning disable OPENAI001, SCME0001
using System.ClientModel;
using System.ClientModel.Primitives;
using System.Text;
using Microsoft.Extensions.AI;
using NJsonSchema;
using OpenAI;
using OpenAI.Responses;
using SpecMesh.EndToEnd.Mesh;

namespace SpecMesh.EndToEnd;

/// <summary>The Responses client of the official OpenAI package for .NET.</summary>
[Collection(SharedMeshTests.Name)]
public sealed class OpenAIResponsesClientTests : IDisposable
{
    private const string Question = "Calculate 25 - 18.";
    private const string Schema = """{"type":"object","properties":{"color":{"enum":["red","green","blue"]}},"required":["color"],"additionalProperties":false}""";

    private readonly MeshLog _log;
    private readonly OpenAIClient _client;
    private readonly ResponsesClient _responses;

    public OpenAIResponsesClientTests(SharedMesh shared)
    {
        _log = new MeshLog(shared.Mesh);
        _client = new OpenAIClient(new ApiKeyCredential("none"), new OpenAIClientOptions
        {
            Endpoint = new Uri(shared.Mesh.Http.BaseAddress!, "v1"),
            RetryPolicy = new ClientRetryPolicy(maxRetries: 0),
        });
        _responses = _client.GetResponsesClient();
        Model = _client.GetOpenAIModelClient().GetModels().Value.Single().Id;
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private string Model { get; }

    public void Dispose() => _log.Dispose();

    [Fact]
    public async Task Answers_whole_and_streamed()
    {
        var options = Options();
        options.Instructions = "Be kind.";
        ResponseResult whole = await _responses.CreateResponseAsync(options, Cancellation);
        var text = new StringBuilder();
        ResponseResult? completed = null;
        await foreach (var update in await StreamAsync(options))
        {
            text.Append((update as StreamingResponseOutputTextDeltaUpdate)?.Delta);
            completed ??= (update as StreamingResponseCompletedUpdate)?.Response;
        }

        Assert.Equal(ResponseStatus.Completed, whole.Status);
        Assert.NotEmpty(whole.GetOutputText());
        Assert.Equal(whole.GetOutputText(), text.ToString());
        Assert.Equal(whole.GetOutputText(), completed!.GetOutputText());
        Assert.Equal(whole.Usage.InputTokenCount + whole.Usage.OutputTokenCount, completed.Usage.TotalTokenCount);
    }

    [Fact]
    public async Task Gets_JSON_of_a_schema()
    {
        var options = Options();
        options.TextOptions = new ResponseTextOptions { TextFormat = ResponseTextFormat.CreateJsonSchemaFormat("paint", BinaryData.FromString(Schema), null, true) };
        ResponseResult answer = await _responses.CreateResponseAsync(options, Cancellation);
        Assert.Empty((await JsonSchema.FromJsonAsync(Schema, Cancellation)).Validate(answer.GetOutputText()));
    }

    [Fact]
    public async Task Calls_a_tool_whole_and_streamed_and_sends_its_result()
    {
        var options = Options();
        options.Tools.Add(ResponseTool.CreateFunctionTool("paint", BinaryData.FromString(Schema), true, "Paints the room."));
        options.ToolChoice = ResponseToolChoice.CreateRequiredChoice();
        options.ParallelToolCallsEnabled = false;
        ResponseResult whole = await _responses.CreateResponseAsync(options, Cancellation);
        StreamingResponseFunctionCallArgumentsDoneUpdate? streamed = null;
        await foreach (var update in await StreamAsync(options))
            streamed ??= update as StreamingResponseFunctionCallArgumentsDoneUpdate;

        var call = Assert.IsType<FunctionCallResponseItem>(Assert.Single(whole.OutputItems));
        Assert.Equal("paint", call.FunctionName);
        Assert.Empty((await JsonSchema.FromJsonAsync(Schema, Cancellation)).Validate(call.FunctionArguments.ToString()));
        Assert.Equal(call.FunctionArguments.ToString(), streamed!.FunctionArguments.ToString());

        options.InputItems.Add(call);
        options.InputItems.Add(ResponseItem.CreateFunctionCallOutputItem(call.CallId, "done"));
        options.ToolChoice = ResponseToolChoice.CreateNoneChoice();
        options.MaxOutputTokenCount = 8;
        options.StreamingEnabled = false;
        ResponseResult next = await _responses.CreateResponseAsync(options, Cancellation);
        Assert.IsAssignableFrom<MessageResponseItem>(Assert.Single(next.OutputItems));
    }

    [Fact]
    public async Task Reads_log_probabilities()
    {
        var options = Options();
        options.IncludedProperties.Add(new IncludedResponseProperty("message.output_text.logprobs"));
        options.TopLogProbabilityCount = 2;
        ResponseResult answer = await _responses.CreateResponseAsync(options, Cancellation);
        var tokens = Assert.IsAssignableFrom<MessageResponseItem>(Assert.Single(answer.OutputItems)).Content[0].OutputTextTokenLogProbabilities;
        Assert.Equal(answer.Usage.OutputTokenCount, tokens.Count);
        Assert.All(tokens, token => Assert.True(token.LogProbability <= 0));
    }

    [Fact]
    public async Task Reports_errors_before_and_in_a_stream()
    {
        var needsState = Options();
        needsState.PreviousResponseId = "resp_1";
        var refused = await Assert.ThrowsAsync<ClientResultException>(() => _responses.CreateResponseAsync(needsState, Cancellation));
        var missing = await Assert.ThrowsAsync<ClientResultException>(() => _responses.GetResponseAsync("resp_1", Cancellation));
        Assert.Equal((400, 404), (refused.Status, missing.Status));
        Assert.Contains("previous_response_id", refused.Message, StringComparison.Ordinal);

        // Each letter doubles the ways to read the text, so the answer breaks off after some of them.
        var breaking = Options();
        breaking.Patch.Set("$.grammar"u8, "root ::= \"a\" root \"b\" | \"a\" root \"c\"");
        var updates = new List<StreamingResponseUpdate>();
        await foreach (var update in await StreamAsync(breaking))
            updates.Add(update);
        Assert.Contains("ambiguous", Assert.Single(updates.OfType<StreamingResponseErrorUpdate>()).Message, StringComparison.Ordinal);
        Assert.Equal(ResponseStatus.Failed, Assert.IsType<StreamingResponseFailedUpdate>(updates[^1]).Response.Status);
    }

    // Not streamed: the adapter was built against an older version of the package, whose experimental method had another form.
    [Fact]
    public async Task Serves_an_IChatClient_too()
    {
        using var chat = _responses.AsIChatClient(Model);
        var answer = await chat.GetResponseAsync(Question, new ChatOptions { Temperature = 0 }, Cancellation);
        ResponseResult same = await _responses.CreateResponseAsync(Options(), Cancellation);
        Assert.Equal(same.GetOutputText(), answer.Text);
        Assert.Equal(same.Usage.OutputTokenCount, answer.Usage?.OutputTokenCount);
    }

    private CreateResponseOptions Options() => new(Model, [ResponseItem.CreateUserMessageItem(Question)]) { Temperature = 0 };

    private async Task<IAsyncEnumerable<StreamingResponseUpdate>> StreamAsync(CreateResponseOptions options)
    {
        options.StreamingEnabled = true;
        return await _responses.CreateResponseStreamingAsync(options, Cancellation);
    }
}
