using System.ClientModel;
using System.ClientModel.Primitives;
using System.Text;
using Grpc.Core;
using OpenAI;
using OpenAI.Chat;
using SpecMesh.Gateway.Tests.Support;
using SpecMesh.Tests.Support;
using SpecMesh.V1;

namespace SpecMesh.Gateway.Tests.Api;

/// <summary>The official OpenAI package for .NET, used as its users do.</summary>
public sealed class OpenAiClientTests() : ScriptedMeshTests(drafted: true)
{
    private readonly CancellationToken _limit = Limit.Start();

    [Fact]
    public async Task Chat()
    {
        ChatCompletion completion = await Client(Gateway).CompleteChatAsync(
            [new SystemChatMessage("Be kind."), new UserChatMessage("Hi")],
            new ChatCompletionOptions { MaxOutputTokenCount = 50, Temperature = 0.5f, StopSequences = { "x" } },
            _limit);

        Assert.Equal(Answer.Text, completion.Content[0].Text);
        Assert.Equal(ChatFinishReason.Stop, completion.FinishReason);
        Assert.Equal(ChatMessageRole.Assistant, completion.Role);
        Assert.Equal(3, completion.Usage.InputTokenCount);
        Assert.Equal(Answer.Tokens, completion.Usage.OutputTokenCount);
        Assert.Equal(1, completion.Usage.InputTokenDetails.CachedTokenCount);
        Assert.Equal(50, Assert.Single(Draft.Calls).MaxTokens);
    }

    [Fact]
    public async Task Streaming_chat()
    {
        var text = new StringBuilder();
        ChatFinishReason? finish = null;
        ChatTokenUsage? usage = null;
        await foreach (var update in Client(Gateway).CompleteChatStreamingAsync([new UserChatMessage("Hi")], cancellationToken: _limit))
        {
            foreach (var part in update.ContentUpdate)
                text.Append(part.Text);
            finish = update.FinishReason ?? finish;
            usage = update.Usage ?? usage;
        }

        Assert.Equal(Answer.Text, text.ToString());
        Assert.Equal(ChatFinishReason.Stop, finish);
        Assert.Equal(Answer.Tokens, usage!.OutputTokenCount);
    }

    [Fact]
    public async Task Log_probabilities()
    {
        var options = new ChatCompletionOptions { IncludeLogProbabilities = true, TopLogProbabilityCount = 2 };
        ChatCompletion completion = await Client(Gateway).CompleteChatAsync([new UserChatMessage("Hi")], options, _limit);
        var streamed = new List<ChatTokenLogProbabilityDetails>();
        await foreach (var update in Client(Gateway).CompleteChatStreamingAsync([new UserChatMessage("Hi")], options, _limit))
            streamed.AddRange(update.ContentTokenLogProbabilities);

        foreach (var tokens in new[] { completion.ContentTokenLogProbabilities, streamed })
        {
            Assert.Equal(Answer.Text, Encoding.UTF8.GetString([.. tokens.SelectMany(token => token.Utf8Bytes!.Value.ToArray())]));
            Assert.Equal(Enumerable.Range(0, Answer.Tokens).Select(Answer.Logprob), tokens.Select(token => token.LogProbability));
            Assert.All(tokens, token => Assert.Equal(2, token.TopLogProbabilities.Count));
        }
    }

    [Fact]
    public async Task Models()
    {
        var models = await new OpenAIClient(new ApiKeyCredential("unused"), Options(Gateway)).GetOpenAIModelClient().GetModelsAsync(_limit);
        Assert.Equal("tiny", Assert.Single(models.Value).Id);
    }

    [Fact]
    public async Task Errors_before_the_answer_are_exceptions_with_their_sentence()
    {
        var unknown = await Assert.ThrowsAsync<ClientResultException>(
            () => Client(Gateway, "gpt-9").CompleteChatAsync([new UserChatMessage("Hi")], cancellationToken: _limit));
        Assert.Equal(404, unknown.Status);
        Assert.Contains("gpt-9", unknown.Message, StringComparison.Ordinal);

        var streamed = await Assert.ThrowsAsync<ClientResultException>(async () =>
        {
            var options = new ChatCompletionOptions { Temperature = 1.5f, TopP = 2 };
            await foreach (var update in Client(Gateway).CompleteChatStreamingAsync([new UserChatMessage("Hi")], options, _limit))
                Assert.Fail($"An update came: {update.CompletionId}");
        });
        Assert.Equal(400, streamed.Status);
        Assert.Contains("top_p", streamed.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_answer_that_breaks_off_has_no_finish_reason()
    {
        await using var verifier = await ScriptedNode.StartAsync(
            NodeRole.Verifier, "verifier-1", [Behaviour.FailAfter(4, StatusCode.Unavailable), .. Enumerable.Repeat(Behaviour.Refuse(StatusCode.Unavailable), 100)]);
        await using var gateway = await TestGateway.StartAsync(verifier);

        ChatFinishReason? finish = null;
        await foreach (var update in Client(gateway).CompleteChatStreamingAsync([new UserChatMessage("Hi")], cancellationToken: _limit))
            finish = update.FinishReason ?? finish;

        Assert.Null(finish);
    }

    private static ChatClient Client(TestGateway gateway, string model = "tiny") =>
        new(model, new ApiKeyCredential("unused"), Options(gateway));

    private static OpenAIClientOptions Options(TestGateway gateway) => new()
    {
        Endpoint = new Uri(gateway.Address, "/v1"),
        RetryPolicy = new ClientRetryPolicy(maxRetries: 0),
    };
}
