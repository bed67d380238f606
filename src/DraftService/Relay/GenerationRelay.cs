using Grpc.Core;
using Microsoft.Extensions.Options;
using SpecMesh.DraftService.Loop;
using SpecMesh.Inference.Engine;
using SpecMesh.Inference.Grammars;
using SpecMesh.NodeHosting;
using SpecMesh.ServiceDefaults.Membership;
using SpecMesh.ServiceDefaults.Nodes;
using SpecMesh.Speculation.Paths;
using SpecMesh.Speculation.Sampling;
using SpecMesh.Speculation.Vocabularies;
using SpecMesh.V1;

namespace SpecMesh.DraftService.Relay;

/// <summary>
/// Carries one generation: opens a verify stream, feeds it with this draft's blocks, and passes the verdicts on. When the verifier
/// dies it opens another with what was delivered so far, and the caller sees a pause.
/// </summary>
internal sealed partial class GenerationRelay(
    [FromKeyedServices(NodeRole.Verifier)] SessionOpener verifiers,
    [FromKeyedServices(NodeRole.Verifier)] PeerSet peers,
    EngineService<DraftLoop> engine,
    IOptions<NodeOptions> node,
    ILogger<GenerationRelay> logger)
{
    // A generation that kills every verifier it meets must not go round for ever.
    private const int MaxReplaysWithoutProgress = 3;

    public async Task RunAsync(Generation generation, Func<GenerateResponse, Task> respond, CancellationToken cancelled)
    {
        using var trace = RelayTrace.Begin(generation);
        var loop = engine.Loop;
        var sampling = generation.Sampling.ToParameters();
        CheckModel(generation.Model);
        // The caller's message is not ours to change, and resume grows.
        generation = generation.Clone();
        var opened = false;
        for (var fruitless = 0; ;)
        {
            using var stream = await OpenAsync(generation, loop.Engine.Vocabulary.Fingerprint, cancelled);
            if (!opened)
                await respond(new GenerateResponse { Opened = stream.Opened });
            opened = true;
            // Whoever leaves the choice of a model to us still gets all tokens of one.
            generation.Model = stream.Opened.Model;

            var before = generation.Resume.Count;
            var failure = await PumpAsync(stream, generation, sampling, respond, loop, cancelled);
            if (failure is null)
                return;
            stream.Fail(failure);
            if (SessionFailures.BlamesPeer(failure))
                stream.ReportFailure();
            fruitless = generation.Resume.Count > before ? 0 : fruitless + 1;
            if (!SessionFailures.IsTransient(failure) || fruitless > MaxReplaysWithoutProgress)
            {
                trace.Fail(failure);
                throw failure;
            }

            trace.Replayed(stream.Opened.Verifier, failure.Status.Detail, generation.Resume.Count);
            Log.Replay(logger, generation.Id, stream.Opened.Verifier, failure.Status.Detail, generation.Resume.Count);
        }
    }

    private Task<VerifyStream> OpenAsync(Generation generation, VocabularyFingerprint fingerprint, CancellationToken cancelled)
    {
        var vocabulary = fingerprint.ToProtocol();
        var open = new VerifyOpen { Generation = generation, DraftVocabulary = vocabulary, Draft = node.Value.Name };
        return verifiers.OpenAsync(
            (lease, attempt) => VerifyStream.OpenAsync(lease, open, attempt, cancelled),
            peer => peer.Info is { } info
                && (generation.Model.Length == 0 || info.Model == generation.Model)
                && info.Vocabulary.Fits(vocabulary),
            generation.PrefixKey,
            cancelled);
    }

    private void CheckModel(string model)
    {
        // Without any verifier nothing is known about models; opening says that none is there.
        var ready = peers.Ready;
        if (model.Length > 0 && !ready.IsEmpty && !ready.Any(peer => peer.Info?.Model == model))
            throw new RpcException(new Status(StatusCode.NotFound, $"No verifier that this draft knows serves '{model}'."));
    }

    /// <returns>Null when the generation has finished; otherwise why the stream ended before.</returns>
    private static async Task<RpcException?> PumpAsync(
        VerifyStream stream, Generation generation, SamplingParameters sampling,
        Func<GenerateResponse, Task> respond, DraftLoop loop, CancellationToken cancelled)
    {
        var drafted = new DraftedGeneration(
            [.. stream.Opened.Prompt, .. generation.Resume], stream.Opened.WantedDraftTokens,
            Math.Min(stream.VocabularySize, loop.Engine.Vocabulary.Size))
        {
            // The verifier has taken it, so it can be read.
            Grammar = generation.Grammar.Length > 0 ? Grammar.Parse(generation.Grammar) : null,
            Prompt = stream.Opened.Prompt.Count,
            Verifier = stream.Opened.Verifier,
            Model = stream.Opened.Model,
            LeastReach = stream.Opened.LeastReach,
            LeastTokens = stream.Opened.LeastDraftTokens,
            AnswerEnd = EndOf(generation, stream.Opened, loop.Engine.Vocabulary),
            Trace = DraftingTrace.Begin(),
        };
        loop.Open(drafted, sampling.WithEnds(generation, loop.Engine.Vocabulary, stream.Opened.Prompt.Count));
        var blocks = SendBlocksAsync(stream, drafted, cancelled);
        var response = new GenerateResponse();
        try
        {
            while (await ReadAsync(stream, cancelled) is { } verdict)
            {
                loop.Confirm(drafted, verdict);
                response.Verdict = verdict;
                await respond(response);
                generation.Resume.AddRange(verdict.Committed);
                if (verdict.Finish != FinishReason.Unspecified)
                    return null;
            }

            return new RpcException(new Status(StatusCode.Unavailable, "The verifier ended the stream without a finish reason."));
        }
        catch (VerifierLostException e)
        {
            return e.Failure;
        }
        finally
        {
            loop.Close(drafted);
            await blocks;
        }
    }

    private static AnswerEnd EndOf(Generation generation, Opened opened, IVocabulary vocabulary)
    {
        // Bounds that are too wide cost a few guesses; an overflow would cost all.
        var limit = generation.MaxTokens > 0 ? Math.Min(opened.ContextLimit, (long)opened.Prompt.Count + generation.MaxTokens) : opened.ContextLimit;
        return new AnswerEnd(token => !generation.IgnoreEnd && vocabulary.IsEndOfGeneration(token), (int)limit);
    }

    private static async Task<Verdict?> ReadAsync(VerifyStream stream, CancellationToken cancelled)
    {
        try
        {
            return await stream.ReadAsync(cancelled);
        }
        catch (RpcException e) when (!cancelled.IsCancellationRequested)
        {
            throw new VerifierLostException(e);
        }
    }

    private static async Task SendBlocksAsync(VerifyStream stream, DraftedGeneration drafted, CancellationToken cancelled)
    {
        try
        {
            await foreach (var block in drafted.Blocks.ReadAllAsync(cancelled))
            {
                // Blocks that are left over when the stream ends are of no use to anyone.
                if (!await stream.TryWriteAsync(block, cancelled))
                    return;
                DraftedGeneration.Written(block);
            }
        }
        catch (OperationCanceledException) when (cancelled.IsCancellationRequested)
        {
            // The generation is over.
        }
    }

    /// <summary>Tells a failure of the verifier from one of the caller's stream, which looks the same.</summary>
    private sealed class VerifierLostException(RpcException failure) : Exception(failure.Message, failure)
    {
        public RpcException Failure => failure;
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "{Id}: verifier {Verifier} failed ({Reason}); replaying with {Resume} tokens on another")]
        public static partial void Replay(ILogger logger, string id, string verifier, string reason, int resume);
    }
}
