using Grpc.Core;
using Microsoft.Extensions.Options;
using SpecMesh.NodeHosting;
using SpecMesh.ServiceDefaults.Drain;
using SpecMesh.ServiceDefaults.Telemetry;
using SpecMesh.V1;
using SpecMesh.VerifierService.Loop;
using SpecMesh.VerifierService.Sessions;

namespace SpecMesh.VerifierService;

/// <summary>The <c>specmesh.v1.Verifier</c> service: checks what comes in, and carries it to and from the engine thread.</summary>
internal sealed partial class VerifierGrpcService(
    EngineService<VerifierLoop> engine, DrainState drain, IOptions<TelemetryOptions> telemetry, TimeProvider time, ILogger<VerifierGrpcService> logger)
    : Verifier.VerifierBase
{
    private const int MaxBlockTokens = 256;

    public override async Task Verify(
        IAsyncStreamReader<VerifyRequest> requestStream, IServerStreamWriter<VerifyResponse> responseStream, ServerCallContext context)
    {
        var cancelled = context.CancellationToken;
        var loop = engine.Loop;
        using var lease = drain.Enter();
        var generation = await OpenAsync(requestStream, loop, cancelled);
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancelled);
        var blocks = ReadBlocksAsync(requestStream, generation, loop, ended.Token);
        try
        {
            await foreach (var response in generation.Responses.ReadAllAsync(cancelled))
            {
                await responseStream.WriteAsync(response, cancelled);
                OpenedGeneration.Written(response);
            }
        }
        catch (Exception e) when (cancelled.IsCancellationRequested)
        {
            throw new RpcException(new Status(StatusCode.Cancelled, "The caller has gone.", e));
        }
        finally
        {
            loop.Close(generation);
            await ended.CancelAsync();
            // A malformed block ended the generation with its own error, so the reader itself never throws.
            await blocks;
        }
    }

    private async Task<OpenedGeneration> OpenAsync(
        IAsyncStreamReader<VerifyRequest> requests, VerifierLoop loop, CancellationToken cancelled)
    {
        if (!await MoveNextAsync(requests, cancelled) || requests.Current.MessageCase != VerifyRequest.MessageOneofCase.Open)
            throw new RpcException(new Status(StatusCode.InvalidArgument, "The first message of a verify stream must be `open`."));

        var open = requests.Current.Open;
        var generation = GenerationFactory.Create(open, loop.Engine.Facts, loop.Engine.Vocabulary);
        Log.Opened(logger, generation.Id, generation.Prompt.Length, open.Generation.Resume.Count, open.Draft);
        generation.Trace = SessionTrace.Begin(generation, open, telemetry.Value.RoundSpanEvery, time);
        loop.Open(generation);
        return generation;
    }

    private async Task ReadBlocksAsync(
        IAsyncStreamReader<VerifyRequest> requests, OpenedGeneration generation, VerifierLoop loop, CancellationToken ended)
    {
        try
        {
            while (await MoveNextAsync(requests, ended))
            {
                var block = CheckBlock(requests.Current, generation, loop.Engine.Vocabulary.Size);
                await generation.Blocks.WaitAsync(ended);
                loop.Offer(generation, block);
            }

            loop.DraftGone(generation);
        }
        catch (RpcException e) when (!ended.IsCancellationRequested)
        {
            Log.BadBlock(logger, generation.Id, e.Status.Detail);
            loop.Reject(generation, e);
        }
        catch (Exception e) when (e is OperationCanceledException or IOException or RpcException || ended.IsCancellationRequested)
        {
            // The stream is over; the writing side knows and says why.
            loop.DraftGone(generation);
        }
    }

    private static async Task<bool> MoveNextAsync(IAsyncStreamReader<VerifyRequest> requests, CancellationToken cancelled)
    {
        try
        {
            return await requests.MoveNext(cancelled);
        }
        catch (RpcException e) when (e.StatusCode == StatusCode.ResourceExhausted)
        {
            // gRPC's own answer to a message that is too large. From a verifier it would mean "full, try another".
            throw Invalid(e.Status.Detail);
        }
    }

    private static DraftBlock CheckBlock(VerifyRequest request, OpenedGeneration generation, int vocabularySize)
    {
        if (request.MessageCase != VerifyRequest.MessageOneofCase.Block)
            throw Invalid("After `open`, a verify stream takes blocks only.");
        if (!generation.MayBeDrafted)
            throw Invalid("A block came in, but `open` named no draft vocabulary.");
        var block = request.Block;
        if (block.Base < 1)
            throw Invalid($"A block has base {block.Base}; the least is 1.");
        if (block.Tokens.Count > MaxBlockTokens)
            throw Invalid($"A block has {block.Tokens.Count} tokens; the most is {MaxBlockTokens}.");
        if (block.Confidences.Length > 0 && block.Confidences.Length != block.Tokens.Count)
            throw Invalid($"A block has {block.Tokens.Count} tokens and {block.Confidences.Length} confidences; there must be one for each, or none.");
        GenerationFactory.CheckIds(block.Tokens, vocabularySize, "A block");
        return block;
    }

    private static RpcException Invalid(string message) => new(new Status(StatusCode.InvalidArgument, message));

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Debug, "{Id}: opened with {Prompt} prompt and {Resume} resume tokens for draft '{Draft}'")]
        public static partial void Opened(ILogger logger, string id, int prompt, int resume, string draft);

        [LoggerMessage(LogLevel.Warning, "{Id}: ended by a bad message: {Reason}")]
        public static partial void BadBlock(ILogger logger, string id, string reason);
    }
}
