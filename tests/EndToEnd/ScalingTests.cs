using SpecMesh.EndToEnd.Mesh;

namespace SpecMesh.EndToEnd;

/// <summary>Nodes come and go while requests run.</summary>
public sealed class ScalingTests : IAsyncLifetime
{
    private const int Clients = 6;
    private const int Patience = 240_000;
    private static readonly TimeSpan TakenUpWithin = TimeSpan.FromSeconds(10);

    private MeshFixture _mesh = null!;
    private MeshLog _log = null!;

    public async ValueTask InitializeAsync()
    {
        // With the intervals that a user's mesh has: the ten seconds are a promise.
        _mesh = await MeshFixture.StartAsync(topology => topology with
        {
            Drafts = topology.Drafts with { Count = 2, Settings = topology.Drafts.Settings.Remove(MeshFixture.RefreshInterval) },
            Gateways = topology.Gateways with { Settings = topology.Gateways.Settings.Remove(MeshFixture.RefreshInterval) },
        });
        _log = new MeshLog(_mesh);
    }

    public async ValueTask DisposeAsync()
    {
        _log.Dispose();
        await _mesh.DisposeAsync();
    }

    [Fact(Timeout = Patience)]
    public async Task New_nodes_get_sessions_within_ten_seconds_and_a_draft_drains_without_a_failed_request()
    {
        using var enough = new CancellationTokenSource();
        var clients = Enumerable.Range(1, Clients).Select(client => AskUntilAsync(client, enough.Token)).ToList();

        var draft = _mesh.Draft(3);
        var verifier = _mesh.Verifier(2);
        await Task.WhenAll(_mesh.StartAdditionalAsync(draft), _mesh.StartAdditionalAsync(verifier));
        _mesh.AddPeer(draft);
        _mesh.AddPeer(verifier);
        await Task.WhenAll(
            NodeWatch.WaitAsync(draft, load => load.Active > 0, TakenUpWithin),
            NodeWatch.WaitAsync(verifier, load => load.Active > 0, TakenUpWithin));

        await _mesh.TerminateAsync("draft-1");
        await NodeWatch.WaitAsync(draft, load => load.Active > 0, TakenUpWithin);
        await enough.CancelAsync();
        var answered = await Task.WhenAll(clients);

        Assert.Equal(0, _mesh["draft-1"].Status.ExitCode);
        Assert.All(answered, count => Assert.True(count > 0));
    }

    // Fails with the first request that fails.
    private async Task<int> AskUntilAsync(int client, CancellationToken enough)
    {
        var answered = 0;
        while (!enough.IsCancellationRequested)
        {
            var answer = await _mesh.Http.StreamAsync(Requests.Completion, Prompts.Endless(100, seed: (client * 1000) + answered));
            Assert.Equal(100, answer.CompletionTokens);
            answered++;
        }

        return answered;
    }
}
