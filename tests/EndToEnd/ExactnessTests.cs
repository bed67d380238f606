using System.Text.Json.Nodes;
using SpecMesh.EndToEnd.Mesh;

namespace SpecMesh.EndToEnd;

/// <summary>The target alone decides every token: the same request and seed give the same answer, whatever drafts for it.</summary>
public sealed class ExactnessTests(ITestOutputHelper output) : IAsyncLifetime
{
    private const int MaxTokens = 48;
    private const int Concurrency = 8;

    // Two greedy requests and two at temperature 1 on each: 208 in all.
    private const int Conversations = 52;

    private MeshFixture _mesh = null!;
    private MeshLog _log = null!;

    public async ValueTask InitializeAsync()
    {
        _mesh = await MeshFixture.StartAsync();
        _log = new MeshLog(_mesh);
    }

    public async ValueTask DisposeAsync()
    {
        _log.Dispose();
        await _mesh.DisposeAsync();
    }

    [Fact]
    public async Task Answers_do_not_depend_on_the_draft_or_on_other_requests()
    {
        var requests = AllRequests();
        Assert.InRange(requests.Count, 200, int.MaxValue);

        var throughDraft = await AskAllAsync(requests, concurrency: 1);
        var plain = await AskAllAsync([.. requests.Select(WithoutSpeculation)], Concurrency);
        var concurrent = await AskAllAsync(requests, Concurrency);
        await SwapDraftAsync(from: 1, to: 2, Prompts.ModelFile("fixtures", "draft-random.gguf"));
        var throughRandom = await AskAllAsync(requests, Concurrency);
        await SwapDraftAsync(from: 2, to: 3, Prompts.ModelFile("specmesh-target.gguf"));
        var throughTarget = await AskAllAsync(requests, Concurrency);

        output.WriteLine($"{requests.Count} requests; draft tokens accepted: {Accepted(throughDraft)} through the bundled draft, "
            + $"{Accepted(throughRandom)} through one with random weights, {Accepted(throughTarget)} through the target as its own draft");
        Assert.True(Accepted(throughDraft) > 0, "The bundled draft was never right.");
        Assert.True(throughRandom.Sum(answer => answer.Rejected) > 0, "The random draft was never asked.");
        Assert.Equal(0, Accepted(plain));
        AssertSame(requests, plain, throughDraft, "the bundled draft");
        AssertSame(requests, plain, throughRandom, "a draft with random weights");
        AssertSame(requests, plain, throughTarget, "the target as its own draft");
        AssertSame(requests, plain, concurrent, $"{Concurrency} requests at once");
    }

    private static List<(string Path, JsonObject Request)> AllRequests()
    {
        var requests = new List<(string Path, JsonObject Request)>();
        for (var i = 0; i < Conversations; i++)
        {
            // Spread over the file, which is sorted by genre.
            var (_, messages) = Prompts.HeldOut[i * Prompts.HeldOut.Count / Conversations];
            var chat = Prompts.Chat(messages).With("max_tokens", MaxTokens);
            var text = new JsonObject { ["prompt"] = messages[0]!["content"]!.GetValue<string>(), ["max_tokens"] = MaxTokens };
            requests.Add((Requests.Chat, chat.Greedy()));
            requests.Add((Requests.Completion, text.Greedy()));
            requests.Add((Requests.Chat, chat.With("temperature", 1.0).With("seed", i)));
            requests.Add((Requests.Completion, text.With("temperature", 1.0).With("seed", i + 1000)));
        }

        return requests;
    }

    private static (string Path, JsonObject Request) WithoutSpeculation((string Path, JsonObject Request) request) =>
        (request.Path, request.Request.With("speculation", new JsonObject { ["enabled"] = false }));

    private async Task<Answer[]> AskAllAsync(List<(string Path, JsonObject Request)> requests, int concurrency)
    {
        var answers = new Answer[requests.Count];
        var options = new ParallelOptions { MaxDegreeOfParallelism = concurrency, CancellationToken = TestContext.Current.CancellationToken };
        await Parallel.ForAsync(0, requests.Count, options, async (i, _) =>
            answers[i] = await _mesh.Http.AskAsync(requests[i].Path, requests[i].Request));
        return answers;
    }

    private async Task SwapDraftAsync(int from, int to, string model)
    {
        var other = _mesh.Draft(to);
        other = other with { Settings = other.Settings.SetItem("Model:Path", model) };
        await _mesh.StartAdditionalAsync(other);
        _mesh.AddPeer(other);
        await _mesh.SeenAsync("gateway-1", $"'{other.Name}'", "is now Ready");
        await _mesh.TerminateAsync($"draft-{from}");
    }

    private static int Accepted(Answer[] answers) => answers.Sum(answer => answer.Accepted);

    private static void AssertSame(
        List<(string Path, JsonObject Request)> requests, Answer[] expected, Answer[] actual, string setting)
    {
        var different = requests.Zip(expected, actual)
            .Where(triple => (triple.Second.Text, triple.Second.CompletionTokens, triple.Second.FinishReason)
                != (triple.Third.Text, triple.Third.CompletionTokens, triple.Third.FinishReason))
            .Select(triple => $"{triple.First.Request.ToJsonString()}\nwithout a draft: {triple.Second.Text}\nwith {setting}: {triple.Third.Text}")
            .ToList();
        Assert.True(different.Count == 0, $"{different.Count} of {requests.Count} answers differ with {setting}. The first:\n{different.FirstOrDefault()}");
    }
}
