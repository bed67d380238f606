using Google.Protobuf;
using Grpc.Core;
using SpecMesh.Inference.Engine;
using SpecMesh.Inference.Text;
using SpecMesh.NodeHosting;
using SpecMesh.ServiceDefaults.Drain;
using SpecMesh.V1;
using SpecMesh.VerifierService.Loop;
using SpecMesh.VerifierService.Sessions;

namespace SpecMesh.VerifierService;

/// <summary>The <c>specmesh.v1.Tokenizer</c> service. A vocabulary needs no engine, so nothing here waits for the engine thread.</summary>
internal sealed class TokenizerGrpcService(EngineService<VerifierLoop> engine, DrainState drain) : Tokenizer.TokenizerBase
{
    public override Task<TokenizeResponse> Tokenize(TokenizeRequest request, ServerCallContext context)
    {
        using var lease = drain.Enter();
        var vocabulary = VocabularyOf(request.Model);
        var tokens = request.Chat is { } chat
            ? GenerationFactory.ApplyTemplate(chat, vocabulary)
            : vocabulary.Tokenize(request.Text, request.AddSpecial, request.ParseSpecial);
        var response = new TokenizeResponse { Tokens = { tokens } };
        if (request.WithPieces)
            response.Pieces.AddRange(tokens.Select(token => UnsafeByteOperations.UnsafeWrap(vocabulary.Piece(token))));
        return Task.FromResult(response);
    }

    public override Task<DetokenizeResponse> Detokenize(DetokenizeRequest request, ServerCallContext context)
    {
        using var lease = drain.Enter();
        var vocabulary = VocabularyOf(request.Model);
        GenerationFactory.CheckIds(request.Tokens, vocabulary.Size, "tokens");
        var utf8 = new Utf8Assembler();
        var text = string.Concat(request.Tokens.Select(token => utf8.Append(vocabulary.Piece(token).Span))) + utf8.Flush();
        return Task.FromResult(new DetokenizeResponse { Text = text });
    }

    public override Task<ApplyTemplateResponse> ApplyTemplate(ApplyTemplateRequest request, ServerCallContext context)
    {
        using var lease = drain.Enter();
        var vocabulary = VocabularyOf(request.Model);
        var turns = GenerationFactory.TurnsOf(request.Chat ?? new Chat());
        try
        {
            return Task.FromResult(new ApplyTemplateResponse { Prompt = vocabulary.RenderChatTemplate(turns) });
        }
        catch (EngineException e)
        {
            throw new RpcException(new Status(StatusCode.InvalidArgument, e.Message));
        }
    }

    private IVocabulary VocabularyOf(string model)
    {
        var loaded = engine.Loop.Engine;
        GenerationFactory.CheckModel(model, loaded.Facts);
        return loaded.Vocabulary;
    }
}
