using System.Text.Json;
using SpecMesh.EndToEnd.Mesh;

namespace SpecMesh.EndToEnd;

[Collection(SharedMeshTests.Name)]
public sealed class SmokeTests(SharedMesh shared) : IDisposable
{
    private readonly MeshLog _log = new(shared.Mesh);

    private HttpClient Http => shared.Mesh.Http;

    public void Dispose() => _log.Dispose();

    [Fact]
    public async Task A_chat_in_plain_English_gets_an_answer_that_ends_by_itself_through_a_draft()
    {
        var request = Prompts.Chat("Tell me a short story about a fox.").Greedy();

        var first = await Http.AskAsync(Requests.Chat, request);
        // The target is tiny: while the services still warm up, it may be through before its draft has said a word.
        var drafted = first;
        for (var attempt = 1; drafted.Accepted == 0 && attempt < 10; attempt++)
            drafted = await Http.AskAsync(Requests.Chat, request);

        Assert.Equal("stop", first.FinishReason);
        Assert.InRange(first.Text.Split(' ').Length, 5, 500);
        Assert.Equal(first.PromptTokens + first.CompletionTokens, first.TotalTokens);
        Assert.InRange(drafted.Accepted, 1, drafted.CompletionTokens);
        Assert.Equal(first.Text, drafted.Text);
    }

    [Fact]
    public async Task A_streamed_answer_is_the_same_as_a_whole_one()
    {
        var request = Prompts.Chat("What do you think about Latin?").With("seed", 7);
        var pieces = 0;

        var whole = await Http.AskAsync(Requests.Chat, request);
        var streamed = await Http.StreamAsync(Requests.Chat, request, count =>
        {
            pieces = count;
            return Task.CompletedTask;
        });

        Assert.Equal((whole.Text, whole.FinishReason, whole.CompletionTokens), (streamed.Text, streamed.FinishReason, streamed.CompletionTokens));
        Assert.True(pieces > 1, "The stream came in one piece.");
    }

    [Fact]
    public async Task The_models_of_the_mesh_are_listed_and_can_be_asked_for_by_name()
    {
        using var models = JsonDocument.Parse(await Http.GetStringAsync("/v1/models", TestContext.Current.CancellationToken));
        var name = Assert.Single(models.RootElement.GetProperty("data").EnumerateArray()).GetProperty("id").GetString()!;

        var answer = await Http.AskAsync(Requests.Chat, Prompts.Chat("Calculate 25 - 18.").With("model", name).Greedy());

        Assert.NotEmpty(answer.Text);
    }

    [Fact]
    public async Task Stop_strings_and_token_limits_end_an_answer()
    {
        var unlimited = await Http.AskAsync(Requests.Completion, Prompts.Endless(40, seed: 3).With("max_tokens", 40));
        var stop = unlimited.Text[10..14];

        var stopped = await Http.AskAsync(Requests.Completion, Prompts.Endless(40, seed: 3).With("stop", stop));

        Assert.Equal(("length", 40), (unlimited.FinishReason, unlimited.CompletionTokens));
        Assert.Equal("stop", stopped.FinishReason);
        Assert.Equal(unlimited.Text[..unlimited.Text.IndexOf(stop, StringComparison.Ordinal)], stopped.Text);
    }
}
