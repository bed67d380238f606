using System.Collections.Concurrent;
using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using SpecMesh.Tests.Support;
using SpecMesh.V1;

namespace SpecMesh.Gateway.Tests.Support;

/// <summary>A draft or a verifier that plays <see cref="Answer"/>, or misbehaves as told.</summary>
internal sealed class ScriptedNode : IAsyncDisposable
{
    private readonly ConcurrentQueue<Behaviour> _script;
    private readonly ConcurrentQueue<Generation> _calls = new();
    private readonly TaskCompletionSource _hanging = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _cancelled = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private ScriptedNode(IEnumerable<Behaviour> script) => _script = new ConcurrentQueue<Behaviour>(script);

    public TestNode Node { get; private set; } = null!;

    public string Name => Node.Status.Info!.Name;

    /// <summary>The generations it was asked for, in order.</summary>
    public IReadOnlyList<Generation> Calls => [.. _calls];

    /// <summary>Completes when a call hangs.</summary>
    public Task Hanging => _hanging.Task;

    /// <summary>Completes when a hanging call was cancelled by the gateway.</summary>
    public Task Cancelled => _cancelled.Task;

    /// <param name="role">Draft or verifier.</param>
    /// <param name="name">Unique in the mesh.</param>
    /// <param name="script">What it does with its first calls; the others it answers in full.</param>
    public static Task<ScriptedNode> StartAsync(NodeRole role, string name, params Behaviour[] script) =>
        StartAsync(role, name, port: 0, null, script);

    /// <summary>A node that introduces itself differently.</summary>
    public static Task<ScriptedNode> StartAsync(NodeRole role, string name, Action<NodeInfo> info) => StartAsync(role, name, port: 0, info);

    /// <summary>A node on the port of one that is gone.</summary>
    public static Task<ScriptedNode> StartAsync(NodeRole role, string name, int port) => StartAsync(role, name, port, info: null);

    private static async Task<ScriptedNode> StartAsync(
        NodeRole role, string name, int port, Action<NodeInfo>? info, params Behaviour[] script)
    {
        var node = new ScriptedNode(script);
        node.Node = await TestNode.StartAsync(
            role,
            name,
            services => services.AddSingleton(node),
            app =>
            {
                if (role == NodeRole.Draft)
                {
                    app.MapGrpcService<ScriptedDraft>();
                    return;
                }

                app.MapGrpcService<ScriptedVerifier>();
                app.MapGrpcService<ScriptedTokenizer>();
            },
            info,
            port);
        return node;
    }

    public async ValueTask DisposeAsync() => await Node.DisposeAsync();

    public async Task PlayAsync(Generation generation, Func<Opened?, Verdict?, Task> send, ServerCallContext context)
    {
        _calls.Enqueue(generation);
        var behaviour = _script.TryDequeue(out var next) ? next : Behaviour.Play;
        if (behaviour.End == BehaviourEnd.Refuse)
            throw new RpcException(behaviour.Status);

        var opened = new Opened { CachedTokens = 1, ContextLimit = 1024, Model = generation.Model, Verifier = "verifier-1" };
        opened.Prompt.AddRange(Answer.Prompt);
        await send(opened, null);

        var decided = generation.Resume.Count;
        var stop = behaviour.Tokens is { } tokens ? decided + tokens : Answer.Tokens;
        while (decided < stop)
        {
            var verdict = Answer.VerdictAfter(decided, generation);
            await send(null, verdict);
            decided += verdict.Committed.Count;
        }

        await EndAsync(behaviour, generation, decided, send, context);
    }

    private async Task EndAsync(
        Behaviour behaviour, Generation generation, int decided, Func<Opened?, Verdict?, Task> send, ServerCallContext context)
    {
        switch (behaviour.End)
        {
            case BehaviourEnd.Fail:
                throw new RpcException(behaviour.Status);
            case BehaviourEnd.Die:
                context.GetHttpContext().Abort();
                break;
            case BehaviourEnd.Hang:
                _hanging.SetResult();
                await using (context.CancellationToken.Register(() => _cancelled.SetResult()))
                    await Task.Delay(Timeout.Infinite, context.CancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                break;
            case BehaviourEnd.Repeat:
                await send(null, Answer.VerdictAfter(decided - 2, generation));
                break;
        }
    }
}

internal sealed class ScriptedDraft(ScriptedNode node) : Draft.DraftBase
{
    public override Task Generate(Generation request, IServerStreamWriter<GenerateResponse> responseStream, ServerCallContext context) =>
        node.PlayAsync(
            request,
            (opened, verdict) => responseStream.WriteAsync(
                opened is null ? new GenerateResponse { Verdict = verdict } : new GenerateResponse { Opened = opened },
                context.CancellationToken),
            context);
}

internal sealed class ScriptedVerifier(ScriptedNode node) : Verifier.VerifierBase
{
    public override async Task Verify(
        IAsyncStreamReader<VerifyRequest> requestStream, IServerStreamWriter<VerifyResponse> responseStream, ServerCallContext context)
    {
        Assert.True(await requestStream.MoveNext(context.CancellationToken));
        var open = requestStream.Current.Open;
        Assert.Null(open.DraftVocabulary);
        await node.PlayAsync(
            open.Generation,
            (opened, verdict) => responseStream.WriteAsync(
                opened is null ? new VerifyResponse { Verdict = verdict } : new VerifyResponse { Opened = opened },
                context.CancellationToken),
            context);
    }
}
