using System.Collections.Concurrent;
using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using SpecMesh.Tests.Support;
using SpecMesh.V1;

namespace SpecMesh.Gateway.Tests.Support;

/// <summary>A verifier that answers every request with the same text, a few characters a verdict.</summary>
internal sealed class TextNode(string text, int charactersPerVerdict) : IAsyncDisposable
{
    private readonly ConcurrentQueue<Generation> _calls = new();
    private TestNode _node = null!;

    /// <summary>The generations it was asked for, in order.</summary>
    public IReadOnlyList<Generation> Calls => [.. _calls];

    /// <summary>Starts it behind a gateway.</summary>
    public static async Task<(TextNode Node, TestGateway Gateway)> StartAsync(string text, int charactersPerVerdict = 3)
    {
        var node = new TextNode(text, charactersPerVerdict);
        node._node = await TestNode.StartAsync(
            NodeRole.Verifier, "verifier-1", services => services.AddSingleton(node), app => app.MapGrpcService<Service>());
        return (node, await TestGateway.StartBeforeAsync(node._node.Address));
    }

    public async ValueTask DisposeAsync() => await _node.DisposeAsync();

    private sealed class Service(TextNode node) : Verifier.VerifierBase
    {
        public override async Task Verify(
            IAsyncStreamReader<VerifyRequest> requestStream, IServerStreamWriter<VerifyResponse> responseStream, ServerCallContext context)
        {
            Assert.True(await requestStream.MoveNext(context.CancellationToken));
            node._calls.Enqueue(requestStream.Current.Open.Generation);
            await responseStream.WriteAsync(new VerifyResponse { Opened = new Opened { Prompt = { 1 }, Model = "tiny", Verifier = "verifier-1" } });
            var position = 1;
            foreach (var piece in node.Pieces())
            {
                await responseStream.WriteAsync(new VerifyResponse { Verdict = new Verdict { Base = position, Committed = { position }, Text = piece } });
                position++;
            }

            await responseStream.WriteAsync(
                new VerifyResponse { Verdict = new Verdict { Base = position, Committed = { position }, Finish = V1.FinishReason.Stop } });
        }
    }

    private IEnumerable<string> Pieces() => text.Chunk(charactersPerVerdict).Select(static piece => new string(piece));
}
