using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using SpecMesh.EndToEnd.Mesh;

namespace SpecMesh.EndToEnd;

/// <summary>Requests that make no sense, and clients that go away: a clear answer, and a service that goes on.</summary>
[Collection(SharedMeshTests.Name)]
public sealed class BadRequestTests(SharedMesh shared) : IDisposable
{
    private const int Patience = 120_000;

    private readonly MeshLog _log = new(shared.Mesh);

    private HttpClient Http => shared.Mesh.Http;

    public void Dispose() => _log.Dispose();

    public static TheoryData<string, string, HttpStatusCode, string> Mistakes => new()
    {
        { Requests.Chat, "{", HttpStatusCode.BadRequest, "JSON" },
        { Requests.Chat, "[]", HttpStatusCode.BadRequest, "object" },
        { Requests.Chat, "{}", HttpStatusCode.BadRequest, "messages" },
        { Requests.Chat, """{"messages":[]}""", HttpStatusCode.BadRequest, "messages" },
        { Requests.Chat, """{"messages":"hello"}""", HttpStatusCode.BadRequest, "messages" },
        { Requests.Chat, """{"messages":[{"role":"user","content":"a"}],"temperature":"hot"}""", HttpStatusCode.BadRequest, "temperature" },
        { Requests.Chat, """{"messages":[{"role":"user","content":"a"}],"temperature":9}""", HttpStatusCode.BadRequest, "temperature" },
        { Requests.Chat, """{"messages":[{"role":"user","content":"a"}],"max_tokens":0}""", HttpStatusCode.BadRequest, "max_tokens" },
        { Requests.Chat, """{"messages":[{"role":"user","content":"a"}],"model":"none"}""", HttpStatusCode.NotFound, "none" },
        { Requests.Completion, """{"prompt":[99999999]}""", HttpStatusCode.BadRequest, "99999999" },
        { Requests.Completion, """{"prompt":"a","logit_bias":{"owl":1}}""", HttpStatusCode.BadRequest, "owl" },
        { "/v1/nowhere", "{}", HttpStatusCode.NotFound, "/v1/nowhere" },
    };

    [Theory(Timeout = Patience)]
    [MemberData(nameof(Mistakes))]
    public async Task A_mistake_is_answered_with_an_error_that_names_it(string path, string body, HttpStatusCode status, string named)
    {
        var error = await ErrorAsync(path, body, status);

        Assert.Contains(named, error, StringComparison.OrdinalIgnoreCase);
    }

    [Fact(Timeout = Patience)]
    public async Task A_prompt_longer_than_the_context_is_refused_and_the_next_one_is_answered()
    {
        int[] prompt = [.. Enumerable.Repeat(100, shared.Mesh.Topology.Context + 1)];
        var tooLong = new JsonObject { ["prompt"] = JsonSerializer.SerializeToNode(prompt) };

        var error = await ErrorAsync(Requests.Completion, tooLong.ToJsonString(), HttpStatusCode.BadRequest);
        var next = await Http.AskAsync(Requests.Chat, Prompts.Chat("Calculate 25 - 18.").Greedy());

        Assert.Contains($"{prompt.Length} tokens", error, StringComparison.Ordinal);
        Assert.NotEmpty(next.Text);
    }

    [Fact(Timeout = Patience)]
    public async Task A_client_that_goes_away_frees_its_slots()
    {
        var verifier = shared.Mesh["verifier-1"].Spec;
        var busy = await NodeWatch.FirstBusyAsync(verifier);
        using var gone = new CancellationTokenSource();
        await using (var events = Http.EventsAsync(Requests.Completion, Prompts.Endless(900, seed: 1), gone.Token).GetAsyncEnumerator(gone.Token))
        {
            Assert.True(await events.MoveNextAsync());
            await busy;
            await gone.CancelAsync();
        }

        await NodeWatch.WaitAsync(verifier, load => load.Active == 0, TimeSpan.FromSeconds(10));
    }

    private async Task<string> ErrorAsync(string path, string body, HttpStatusCode status)
    {
        var cancellation = TestContext.Current.CancellationToken;
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        using var response = await Http.PostAsync(path, content, cancellation);
        var text = await response.Content.ReadAsStringAsync(cancellation);
        Assert.True(status == response.StatusCode, $"{body} was answered with {(int)response.StatusCode}: {text}");
        using var error = JsonDocument.Parse(text);
        return error.RootElement.GetProperty("error").GetProperty("message").GetString()!;
    }
}
