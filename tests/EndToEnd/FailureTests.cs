using System.Text.Json.Nodes;
using SpecMesh.EndToEnd.Mesh;

namespace SpecMesh.EndToEnd;

/// <summary>Whatever dies, the client gets the tokens of an undisturbed run.</summary>
public sealed class FailureTests : IAsyncLifetime
{
    private const int Tokens = 900;
    private const int PiecesBeforeDeath = 5;
    private const int Patience = 240_000;

    private MeshFixture _mesh = null!;
    private MeshLog _log = null!;

    public async ValueTask InitializeAsync()
    {
        _mesh = await MeshFixture.StartAsync(topology => topology with
        {
            Verifiers = topology.Verifiers with { Count = 2 },
            Drafts = topology.Drafts with { Count = 2 },
        });
        _log = new MeshLog(_mesh);
    }

    public async ValueTask DisposeAsync()
    {
        _log.Dispose();
        await _mesh.DisposeAsync();
    }

    [Fact(Timeout = Patience)]
    public async Task Tokens_are_the_same_when_drafts_and_verifiers_are_killed_mid_stream()
    {
        JsonObject[] requests = [.. Enumerable.Range(1, 4).Select(seed => Prompts.Endless(Tokens, seed))];
        var undisturbed = await Task.WhenAll(requests.Select(request => _mesh.Http.StreamAsync(Requests.Completion, request)));
        Assert.All(undisturbed, answer => Assert.Equal(Tokens, answer.CompletionTokens));

        var draft = await NodeWatch.FirstBusyAsync(_mesh["draft-1"].Spec, _mesh["draft-2"].Spec);
        await AssertSameAsync(undisturbed[0], requests[0], async () => await _mesh.KillAsync(await draft));
        await _mesh.SeenAsync("gateway-1", "is replayed");

        var verifier = await NodeWatch.FirstBusyAsync(_mesh["verifier-1"].Spec, _mesh["verifier-2"].Spec);
        await AssertSameAsync(undisturbed[1], requests[1], async () => await _mesh.KillAsync(await verifier));
        await _mesh.SeenAsync("draft-", "replaying");

        // One verifier and one draft are left. The last draft dies, too.
        await AssertSameAsync(undisturbed[2], requests[2], async () =>
        {
            foreach (var name in (string[])["draft-1", "draft-2"])
            {
                if (_mesh[name].Status.ProcessId is not null)
                    await _mesh.KillAsync(name);
            }
        });

        var withoutDrafts = await _mesh.Http.StreamAsync(Requests.Completion, requests[3]);
        Assert.Equal(undisturbed[3].Text, withoutDrafts.Text);
        Assert.Equal(0, withoutDrafts.Accepted);
    }

    private async Task AssertSameAsync(Answer undisturbed, JsonObject request, Func<Task> disturb)
    {
        var disturbed = await _mesh.Http.StreamAsync(
            Requests.Completion, request, pieces => pieces == PiecesBeforeDeath ? disturb() : Task.CompletedTask);

        Assert.Equal(undisturbed.Text, disturbed.Text);
        Assert.Equal((undisturbed.CompletionTokens, undisturbed.FinishReason), (disturbed.CompletionTokens, disturbed.FinishReason));
    }
}
