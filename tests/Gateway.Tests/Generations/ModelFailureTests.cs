using System.Net;
using System.Text.Json;
using SpecMesh.Gateway.Tests.Support;
using SpecMesh.V1;

namespace SpecMesh.Gateway.Tests.Generations;

/// <summary>In a mesh of two models, what happens to one is no concern of the other.</summary>
public sealed class ModelFailureTests : IAsyncLifetime
{
    private ScriptedNode _small = null!;
    private ScriptedNode _large = null!;
    private ScriptedNode _smallDraft = null!;
    private ScriptedNode _largeDraft = null!;
    private ScriptedNode _misfit = null!;
    private TestGateway _gateway = null!;

    public async ValueTask InitializeAsync()
    {
        _small = await ScriptedNode.StartAsync(NodeRole.Verifier, "small-verifier", info => info.Model = "small");
        _large = await ScriptedNode.StartAsync(NodeRole.Verifier, "large-verifier", info => (info.Model, info.Vocabulary.Eos) = ("large", 7));
        _smallDraft = await ScriptedNode.StartAsync(NodeRole.Draft, "small-draft", info => info.Slots = 1);
        _largeDraft = await ScriptedNode.StartAsync(NodeRole.Draft, "large-draft", info => info.Vocabulary.Eos = 7);
        _misfit = await ScriptedNode.StartAsync(NodeRole.Draft, "misfit", info => info.Vocabulary.Eos = 8);
        _gateway = await TestGateway.StartAsync(_small, _large, _smallDraft, _largeDraft, _misfit);
    }

    public async ValueTask DisposeAsync()
    {
        await _gateway.DisposeAsync();
        foreach (var node in (ScriptedNode[])[_small, _large, _smallDraft, _largeDraft, _misfit])
            await node.DisposeAsync();
    }

    [Fact]
    public async Task Only_drafts_that_fit_the_models_verifiers_are_asked()
    {
        for (var i = 0; i < 3; i++)
        {
            Assert.Equal(HttpStatusCode.OK, (await AskAsync("small")).Status);
            Assert.Equal(HttpStatusCode.OK, (await AskAsync("large")).Status);
        }

        Assert.Equal((3, 3, 0), (_smallDraft.Calls.Count, _largeDraft.Calls.Count, _misfit.Calls.Count));
        Assert.All(_smallDraft.Calls, call => Assert.Equal("small", call.Model));
        Assert.Empty(_small.Calls.Concat(_large.Calls));
    }

    [Fact]
    public async Task A_draft_that_knows_no_verifier_of_the_model_is_not_asked()
    {
        _smallDraft.Node.Status.Load = new NodeLoad { Ready = true, Models = { "another" } };
        await using var gateway = await TestGateway.StartAsync(_small, _large, _smallDraft, _largeDraft, _misfit);

        Assert.Equal(HttpStatusCode.OK, (await AskAsync("small", gateway)).Status);

        Assert.Empty(_smallDraft.Calls);
        Assert.Single(_small.Calls);
    }

    [Fact]
    public async Task When_the_last_verifier_of_a_model_dies_only_that_model_is_unavailable()
    {
        await _large.Node.KillAsync();
        await _gateway.UntilReadyAsync(NodeRole.Verifier, 1);

        var (status, body) = await AskAsync("large");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, status);
        Assert.Contains("'large'", body.GetProperty("error").GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await AskAsync("small")).Status);

        var (health, report) = await _gateway.GetAsync("/health");
        Assert.Equal(HttpStatusCode.OK, health.StatusCode);
        Assert.Equal("no verifier is ready of large", report.GetProperty("reasons").GetProperty("verifiers").GetString());

        var (_, list) = await _gateway.GetAsync("/v1/models");
        Assert.Equal("small", Assert.Single(list.GetProperty("data").EnumerateArray()).GetProperty("id").GetString());
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await _gateway.GetAsync("/v1/models/large")).Response.StatusCode);
        // It is still known, so that a request without a model does not go to the other one.
        Assert.Equal(HttpStatusCode.BadRequest, (await AskAsync("")).Status);
    }

    [Fact]
    public async Task An_unknown_model_is_not_found()
    {
        var (status, body) = await AskAsync("medium");
        Assert.Equal(HttpStatusCode.NotFound, status);
        Assert.Equal("model_not_found", body.GetProperty("error").GetProperty("code").GetString());
    }

    [Fact]
    public async Task The_list_says_what_each_model_is_and_who_works_for_it()
    {
        var (_, list) = await _gateway.GetAsync("/v1/models");

        var large = list.GetProperty("data").EnumerateArray().First();
        Assert.Equal(("large", "specmesh", 1024), (large.GetProperty("id").GetString(), large.GetProperty("owned_by").GetString(), large.GetProperty("max_model_len").GetInt32()));
        var facts = large.GetProperty("specmesh");
        Assert.Equal("0000000000000001", facts.GetProperty("vocabulary").GetProperty("fingerprint").GetString());
        Assert.Equal((100, "bpe"), (facts.GetProperty("vocabulary").GetProperty("size").GetInt32(), facts.GetProperty("vocabulary").GetProperty("type").GetString()));
        Assert.Equal("large-verifier", Assert.Single(facts.GetProperty("verifiers").EnumerateArray()).GetString());
        Assert.Equal("large-draft", Assert.Single(facts.GetProperty("drafts").EnumerateArray()).GetString());
    }

    private async Task<(HttpStatusCode Status, JsonElement Body)> AskAsync(string model, TestGateway? gateway = null)
    {
        var (response, body) = await (gateway ?? _gateway).PostAsync(
            "/v1/chat/completions", $$"""{"model":"{{model}}","messages":[{"role":"user","content":"Hi"}]}""");
        return (response.StatusCode, body);
    }
}
