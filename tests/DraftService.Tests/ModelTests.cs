using System.Net;
using Microsoft.Extensions.DependencyInjection;
using SpecMesh.ServiceDefaults.Membership;

namespace SpecMesh.DraftService.Tests;

/// <summary>A draft beside verifiers of several models.</summary>
public sealed class ModelTests
{
    private static readonly ScriptedOptions Target = new() { Exact = true, PassDuration = _ => TimeSpan.FromMilliseconds(1) };
    private static readonly ScriptedOptions Other = Target with { Seed = 2 };
    private static readonly ScriptedOptions Foreign = Target with { VocabularySize = 257, Seed = 3 };
    private readonly CancellationToken _limit = Limit.Start();

    [Fact]
    public async Task It_says_for_which_models_it_works_and_sends_each_generation_to_its_model()
    {
        await using var mesh = await TestMesh.StartAsync(
            new ScriptedEngine(new ScriptedOptions { Skill = 0.8 }), new ScriptedEngine(Target), new ScriptedEngine(Other), new ScriptedEngine(Foreign));
        string[] models = [.. mesh.Verifiers.Take(2).Select(verifier => verifier.Status.Info!.Model).Order(StringComparer.Ordinal)];
        await mesh.Draft.WaitForLoadAsync(load => load.Models.SequenceEqual(models), _limit);

        for (var seed = 0UL; seed < 4; seed++)
        {
            var (verifier, options) = seed % 2 == 0 ? (mesh.Verifiers[0], Target) : (mesh.Verifiers[1], Other);
            var generation = Generations.Endless(seed);
            generation.Model = verifier.Status.Info!.Model;
            var answer = await GenerateCall.RunAsync(mesh.Draft, generation, _limit);
            Assert.Equal(generation.Model, answer.Opened.Model);
            Assert.Equal(PlainDecoding.Generate(options, generation), answer.Tokens);
        }
    }

    [Fact]
    public async Task A_model_that_it_knows_but_does_not_fit_is_unavailable_through_it()
    {
        await using var mesh = await TestMesh.StartAsync(new ScriptedEngine(), new ScriptedEngine(Target), new ScriptedEngine(Foreign));
        var generation = Generations.Endless();
        generation.Model = mesh.Verifiers[1].Status.Info!.Model;

        var error = await Assert.ThrowsAsync<Grpc.Core.RpcException>(() => GenerateCall.RunAsync(mesh.Draft, generation, _limit));

        Assert.Equal(Grpc.Core.StatusCode.Unavailable, error.StatusCode);
    }

    [Fact]
    public async Task Generations_with_equal_keys_go_to_one_verifier()
    {
        await using var mesh = await TestMesh.StartAsync(new ScriptedEngine(), [.. Enumerable.Range(0, 3).Select(_ => new ScriptedEngine(Target))]);
        // A draft is ready with its first verifier; a key's favourite may be one that it finds a moment later.
        var verifiersOfDraft = mesh.Draft.Services.GetRequiredKeyedService<PeerSet>(NodeRole.Verifier);
        await verifiersOfDraft.WaitUntilAsync(static peers => peers.Ready.Length == 3, _limit);
        var verifiers = new HashSet<string>();
        for (var key = 1UL; key <= 6; key++)
        {
            var seen = new HashSet<string>();
            for (var turn = 0; turn < 3; turn++)
            {
                var generation = Generations.Endless(maxTokens: 3);
                generation.PrefixKey = key;
                seen.Add((await GenerateCall.RunAsync(mesh.Draft, generation, _limit)).Opened.Verifier);
            }

            verifiers.Add(Assert.Single(seen));
        }

        Assert.True(verifiers.Count > 1, "All keys have the same favourite.");
    }

    [Fact]
    public async Task A_favourite_that_is_full_is_passed_over()
    {
        var one = new ScriptedOptions { Exact = true, Sequences = 1, PassDuration = static _ => TimeSpan.FromMilliseconds(2) };
        await using var mesh = await TestMesh.StartAsync(new ScriptedEngine(), new ScriptedEngine(one), new ScriptedEngine(one));
        var (running, second) = (Generations.Endless(maxTokens: 400), Generations.Endless(seed: 2, maxTokens: 5));
        running.PrefixKey = second.PrefixKey = 7;
        using var leaves = CancellationTokenSource.CreateLinkedTokenSource(_limit);
        using var call = new Draft.DraftClient(mesh.Draft.Channel).Generate(running, cancellationToken: leaves.Token);
        Assert.True(await call.ResponseStream.MoveNext(_limit));
        var favourite = call.ResponseStream.Current.Opened.Verifier;

        var answer = await GenerateCall.RunAsync(mesh.Draft, second, _limit);

        Assert.NotEqual(favourite, answer.Opened.Verifier);
        await leaves.CancelAsync();
    }

    [Fact]
    public async Task Its_health_says_why_it_is_of_no_use()
    {
        var verifier = await TestMesh.StartVerifierAsync(new ScriptedEngine(Foreign));
        await using var _ = verifier;
        await using var draft = await TestMesh.StartDraftAsync(new ScriptedEngine(), [verifier.Address]);
        using var http = new HttpClient { BaseAddress = draft.HttpAddress };
        await draft.Services.GetRequiredKeyedService<PeerSet>(NodeRole.Verifier).WaitUntilAsync(peers => peers.Ready.Length == 1, _limit);

        using var response = await http.GetAsync(new Uri("/health", UriKind.Relative), _limit);

        // It runs, and works as soon as a verifier comes that it fits.
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var body = await response.Content.ReadAsStringAsync(_limit);
        Assert.Contains("Degraded", body, StringComparison.Ordinal);
        Assert.Contains("fits no verifier", body, StringComparison.Ordinal);
        Assert.Contains("Model:Path", body, StringComparison.Ordinal);
    }
}
