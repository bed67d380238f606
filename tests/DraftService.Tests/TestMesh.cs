using Grpc.Core;
using SpecMesh.Inference.Engine;
using SpecMesh.VerifierService;

namespace SpecMesh.DraftService.Tests;

/// <summary>A draft and its verifiers, all in this process, talking over loopback.</summary>
internal sealed class TestMesh : IAsyncDisposable
{
    private TestMesh(RunningNode draft, RunningNode[] verifiers)
    {
        Draft = draft;
        Verifiers = verifiers;
    }

    public RunningNode Draft { get; }

    public IReadOnlyList<RunningNode> Verifiers { get; }

    public static async Task<TestMesh> StartAsync(IEngine draft, params IEngine[] verifiers)
    {
        var nodes = await Task.WhenAll(verifiers.Select((engine, i) => StartVerifierAsync(engine, $"Node:Name=verifier-{i + 1}")));
        var node = await StartDraftAsync(draft, nodes.Select(verifier => verifier.Address));
        var mesh = new TestMesh(node, nodes);
        await node.WaitForLoadAsync(static load => load.Ready, Limit.Start());
        return mesh;
    }

    public static Task<RunningNode> StartVerifierAsync(IEngine? engine, params string[] settings) =>
        RunningNode.StartAsync(VerifierApp.Build, engine, settings);

    public static Task<RunningNode> StartDraftAsync(IEngine? engine, IEnumerable<string> verifiers, params string[] settings) =>
        RunningNode.StartAsync(DraftApp.Build, engine, [$"Mesh:Verifiers={string.Join(',', verifiers)}", "Mesh:OpenTimeout=00:00:20", .. settings]);

    public async ValueTask DisposeAsync()
    {
        await Draft.DisposeAsync();
        foreach (var verifier in Verifiers)
            await verifier.DisposeAsync();
    }
}

/// <summary>A generate stream as a gateway holds it.</summary>
internal static class GenerateCall
{
    public static async Task<Answer> RunAsync(
        RunningNode draft, Generation generation, CancellationToken cancelled, Func<Verdict, Task>? onVerdict = null)
    {
        using var call = new Draft.DraftClient(draft.Channel).Generate(generation, cancellationToken: cancelled);
        Opened? opened = null;
        var verdicts = new List<Verdict>();
        await foreach (var response in call.ResponseStream.ReadAllAsync(cancelled))
        {
            if (response.Opened is { } first)
            {
                Assert.True(opened is null && verdicts.Count == 0, "`opened` comes once, and first.");
                opened = first;
                continue;
            }

            verdicts.Add(response.Verdict);
            if (onVerdict is not null)
                await onVerdict(response.Verdict);
        }

        Assert.NotNull(opened);
        return new Answer(opened, verdicts).Check(generation.Resume.Count);
    }
}
