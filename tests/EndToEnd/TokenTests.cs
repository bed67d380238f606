using System.Text.Json;
using System.Text.Json.Nodes;
using SpecMesh.EndToEnd.Mesh;

namespace SpecMesh.EndToEnd;

/// <summary>What a client can learn about single tokens, and ask for by them, through a real mesh.</summary>
[Collection(SharedMeshTests.Name)]
public sealed class TokenTests(SharedMesh shared) : IDisposable
{
    private const int Conversations = 6;

    private static readonly JsonObject Off = new() { ["enabled"] = false };

    private readonly MeshLog _log = new(shared.Mesh);

    private HttpClient Http => shared.Mesh.Http;

    public void Dispose() => _log.Dispose();

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task Log_probabilities_are_the_same_to_the_bit_with_speculation_and_without(double temperature)
    {
        var drafted = 0;
        foreach (var (path, request) in LogprobRequests(temperature))
        {
            var with = await Http.AskJsonAsync(path, request);
            var without = await Http.AskJsonAsync(path, request.With("speculation", Off.DeepClone()));

            // Numbers are written so that they read back to the same bits, so equal text is equal bits.
            Assert.Equal(Choice(without).GetProperty("logprobs").GetRawText(), Choice(with).GetProperty("logprobs").GetRawText());
            drafted += AssertSources(with);
            Assert.Equal(0, AssertSources(without));
        }

        Assert.True(drafted > 0, "No draft token was ever accepted.");
    }

    [Fact]
    public async Task Streamed_tokens_are_those_of_a_whole_answer()
    {
        var request = Prompts.Chat("Tell me a short story about a fox.").With("max_tokens", 40).With("seed", 3)
            .With("specmesh", new JsonObject { ["tokens"] = true, ["top_logprobs"] = 2 });

        var whole = TokensOf(await Http.AskJsonAsync(Requests.Chat, request));
        var streamed = new List<JsonElement>();
        await foreach (var chunk in Http.EventsAsync(Requests.Chat, request, TestContext.Current.CancellationToken))
        {
            if (chunk.TryGetProperty("specmesh", out var extension))
                streamed.AddRange(extension.GetProperty("tokens").EnumerateArray());
        }

        Assert.Equal(whole.Select(Described), streamed.Select(Described));

        // Who was first with a token may differ from run to run.
        static string Described(JsonElement token) =>
            $"{token.GetProperty("id")} {token.GetProperty("text")} {token.GetProperty("logprob")} {token.GetProperty("top").GetRawText()}";
    }

    [Fact]
    public async Task Each_choice_is_the_answer_to_a_request_with_its_seed()
    {
        const int Seed = 70;
        var request = Prompts.Chat("Tell me a short story about a fox.").With("max_tokens", 30).With("temperature", 1.0);

        var choices = (await Http.AskJsonAsync(Requests.Chat, request.With("n", 3).With("seed", Seed))).GetProperty("choices");

        var texts = choices.EnumerateArray().Select(choice => choice.GetProperty("message").GetProperty("content").GetString()).ToList();
        for (var i = 0; i < texts.Count; i++)
            Assert.Equal((await Http.AskAsync(Requests.Chat, request.With("seed", Seed + i))).Text, texts[i]);
        Assert.Equal(3, texts.Distinct().Count());
    }

    [Fact]
    public async Task A_prompt_of_token_ids_is_the_prompt_of_its_text()
    {
        const string Prompt = "Once there was a fox who";
        var tokens = await Http.AskJsonAsync(
            "/tokenize", new JsonObject { ["content"] = Prompt, ["add_special"] = true, ["parse_special"] = false });
        var ids = JsonNode.Parse(tokens.GetProperty("tokens").GetRawText())!;
        var text = await Http.AskJsonAsync("/detokenize", new JsonObject { ["tokens"] = ids.DeepClone() });
        var request = new JsonObject { ["max_tokens"] = 30, ["seed"] = 5, ["echo"] = true };

        var byText = await Http.AskAsync(Requests.Completion, request.With("prompt", Prompt));
        var byIds = await Http.AskAsync(Requests.Completion, request.With("prompt", ids));
        var both = await Http.AskJsonAsync(Requests.Completion, request.With("prompt", new JsonArray(Prompt, ids.DeepClone())));

        Assert.Equal(Prompt, text.GetProperty("content").GetString());
        Assert.StartsWith(Prompt, byText.Text, StringComparison.Ordinal);
        Assert.Equal((byText.Text, byText.PromptTokens, byText.CompletionTokens), (byIds.Text, byIds.PromptTokens, byIds.CompletionTokens));
        Assert.Equal([byText.Text, byText.Text], both.GetProperty("choices").EnumerateArray().Select(choice => choice.GetProperty("text").GetString()));
    }

    [Fact]
    public async Task A_chat_is_rendered_as_the_prompt_that_it_becomes()
    {
        var chat = Prompts.Chat("Calculate 25 - 18.");
        var rendered = await Http.AskJsonAsync("/apply-template", chat);
        var tokens = await Http.AskJsonAsync("/tokenize", new JsonObject { ["content"] = rendered.GetProperty("prompt").GetString() });

        var answer = await Http.AskAsync(Requests.Chat, chat.Greedy());

        Assert.Equal(answer.PromptTokens, tokens.GetProperty("tokens").GetArrayLength());
    }

    [Fact]
    public async Task A_prediction_that_is_right_saves_passes_and_changes_nothing()
    {
        var nobody = new JsonObject { ["draft"] = "nobody" };
        var request = Prompts.Chat("Tell me a short story about a fox.").Greedy().With("max_tokens", 60).With("speculation", nobody);
        var plain = await Http.AskAsync(Requests.Chat, request);

        var predicted = await Http.AskJsonAsync(
            Requests.Chat, request.With("prediction", new JsonObject { ["type"] = "content", ["content"] = plain.Text }));

        Assert.Equal(plain.Text, Answer.Parse(predicted).Text);
        var accepted = Speculation(predicted).GetProperty("prediction").GetProperty("accepted").GetInt32();
        Assert.InRange(accepted, plain.CompletionTokens / 3, plain.CompletionTokens);
    }

    [Fact]
    public async Task An_answer_goes_on_past_its_end_if_it_must()
    {
        var request = Prompts.Chat("Calculate 25 - 18.").Greedy().With("max_tokens", 120);
        var free = await Http.AskAsync(Requests.Chat, request);
        var ignoring = await Http.AskAsync(Requests.Chat, request.With("ignore_eos", true));
        var longer = await Http.AskAsync(Requests.Chat, request.With("min_tokens", free.CompletionTokens + 5));

        Assert.Equal("stop", free.FinishReason);
        Assert.Equal(("length", 120), (ignoring.FinishReason, ignoring.CompletionTokens));
        Assert.InRange(longer.CompletionTokens, free.CompletionTokens + 5, 120);
        Assert.StartsWith(free.Text, longer.Text, StringComparison.Ordinal);
    }

    private static IEnumerable<(string Path, JsonObject Request)> LogprobRequests(double temperature)
    {
        for (var i = 0; i < Conversations; i++)
        {
            var (_, messages) = Prompts.HeldOut[i * Prompts.HeldOut.Count / Conversations];
            var common = new JsonObject
            {
                ["max_tokens"] = 40, ["temperature"] = temperature, ["seed"] = i, ["specmesh"] = new JsonObject { ["tokens"] = true },
            };
            yield return (Requests.Chat, common.With("messages", messages.DeepClone()).With("logprobs", true).With("top_logprobs", 5));
            yield return (Requests.Completion, common.With("prompt", messages[0]!["content"]!.GetValue<string>()).With("logprobs", 5));
        }
    }

    /// <summary>Checks that the sources of the tokens add up to what the usage says.</summary>
    /// <returns>How many came from a draft.</returns>
    private static int AssertSources(JsonElement answer)
    {
        var sources = TokensOf(answer).Select(token => token.GetProperty("source").GetString()).ToList();
        Assert.Equal(answer.GetProperty("usage").GetProperty("completion_tokens").GetInt32(), sources.Count);
        foreach (var source in (string[])["draft", "prediction", "guess"])
        {
            Assert.Equal(
                Speculation(answer).GetProperty(source).GetProperty("accepted").GetInt32(), sources.Count(name => name == source));
        }

        return sources.Count(source => source == "draft");
    }

    private static JsonElement Choice(JsonElement answer) => answer.GetProperty("choices")[0];

    private static List<JsonElement> TokensOf(JsonElement answer) =>
        [.. Choice(answer).GetProperty("specmesh").GetProperty("tokens").EnumerateArray()];

    private static JsonElement Speculation(JsonElement answer) =>
        answer.GetProperty("usage").GetProperty("completion_tokens_details").GetProperty("speculation");
}
