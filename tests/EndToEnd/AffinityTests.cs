using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using SpecMesh.EndToEnd.Mesh;

namespace SpecMesh.EndToEnd;

/// <summary>A chat's next turn finds its KV cache, among two verifiers and through two drafts.</summary>
public sealed class AffinityTests : IAsyncLifetime
{
    private const int Chats = 6;

    // Beside each turn. Fewer than a verifier has sequences, so that none of them needs that of a chat whose next turn is to come.
    private const int Others = 3;
    private const int Patience = 180_000;

    // A chat's next turn comes at once here, when a draft may not have heard yet that the last has ended. With so few sessions, that alone makes a
    // favourite look busier than the default allows.
    private const string Bound = "4";

    private MeshFixture _mesh = null!;
    private MeshLog _log = null!;
    private int _seed;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _mesh = await MeshFixture.StartAsync(topology => topology with
        {
            Verifiers = topology.Verifiers with { Count = 2 },
            Drafts = topology.Drafts with { Count = 2, Settings = topology.Drafts.Settings.SetItem("Mesh:LoadBound", Bound) },
            Gateways = topology.Gateways with { Settings = topology.Gateways.Settings.SetItem("Mesh:LoadBound", Bound) },
        });
        _log = new MeshLog(_mesh);
    }

    public async ValueTask DisposeAsync()
    {
        _log.Dispose();
        await _mesh.DisposeAsync();
    }

    [Fact(Timeout = Patience)]
    public async Task The_next_turn_prefills_only_what_is_new_under_other_traffic_and_outlives_its_verifier()
    {
        var chats = new List<(JsonArray Messages, Turn Last)>();
        for (var chat = 0; chat < Chats; chat++)
        {
            var messages = new JsonArray { Message("system", "You tell stories."), Message("user", $"Tell me a short story about a fox and {chat + 2} owls.") };
            var first = await AskAmongOthersAsync(messages);
            messages.Add(Message("assistant", first.Text));
            messages.Add(Message("user", "Tell me another one, about a bear."));
            var second = await AskAmongOthersAsync(messages);

            Assert.Equal(first.Verifier, second.Verifier);
            // All of the first turn, its answer included, but for where the answer's text is cut into other tokens than were drawn.
            Assert.InRange(second.Cached, first.Prompt, second.Prompt - 1);
            messages.Add(Message("assistant", second.Text));
            messages.Add(Message("user", "Thank you!"));
            chats.Add((messages, second));
        }

        var (last, turn) = chats[^1];
        await _mesh.KillAsync(turn.Verifier);
        var moved = await AskAsync(last);
        Assert.NotEqual(turn.Verifier, moved.Verifier);
    }

    private async Task<Turn> AskAmongOthersAsync(JsonArray messages)
    {
        var others = Enumerable.Range(0, Others).Select(_ => _mesh.Http.AskAsync(Requests.Completion, Prompts.Endless(20, ++_seed)));
        var turn = AskAsync(messages);
        await Task.WhenAll([turn, .. others]);
        return await turn;
    }

    private async Task<Turn> AskAsync(JsonArray messages)
    {
        using var response = await _mesh.Http.PostAsJsonAsync(Requests.Chat, Prompts.Chat(messages).Greedy().With("max_tokens", 30), Cancellation);
        var body = await response.Content.ReadFromJsonAsync<JsonElement>(Cancellation);
        Assert.True(response.IsSuccessStatusCode, body.ToString());
        var usage = body.GetProperty("usage");
        return new Turn(
            body.GetProperty("choices")[0].GetProperty("message").GetProperty("content").GetString()!,
            response.Headers.GetValues("X-SpecMesh-Verifier").Single(),
            usage.GetProperty("prompt_tokens").GetInt32(),
            usage.GetProperty("prompt_tokens_details").GetProperty("cached_tokens").GetInt32());
    }

    private static JsonObject Message(string role, string content) => new() { ["role"] = role, ["content"] = content };

    /// <param name="Text">The answer.</param>
    /// <param name="Verifier">Who gave it.</param>
    /// <param name="Prompt">Tokens of the prompt.</param>
    /// <param name="Cached">Those of them that were in the KV cache.</param>
    private sealed record Turn(string Text, string Verifier, int Prompt, int Cached);
}
