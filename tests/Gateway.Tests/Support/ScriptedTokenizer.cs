using Google.Protobuf;
using Grpc.Core;
using SpecMesh.V1;

namespace SpecMesh.Gateway.Tests.Support;

/// <summary>A vocabulary of single bytes: id and byte are the same number.</summary>
internal sealed class ScriptedTokenizer : Tokenizer.TokenizerBase
{
    public override Task<TokenizeResponse> Tokenize(TokenizeRequest request, ServerCallContext context)
    {
        if (request.Chat is { } chat)
            return Task.FromResult(new TokenizeResponse { Tokens = { System.Text.Encoding.UTF8.GetBytes(Render(chat)).Select(value => (int)value) } });

        // So that a test sees what was asked for: 1 and 2 stand for the flags.
        var bytes = System.Text.Encoding.UTF8.GetBytes(request.Text);
        var response = new TokenizeResponse();
        if (request.AddSpecial)
            response.Tokens.Add(1);
        if (request.ParseSpecial)
            response.Tokens.Add(2);
        response.Tokens.AddRange(bytes.Select(value => (int)value));
        if (request.WithPieces)
            response.Pieces.AddRange(response.Tokens.Select(token => ByteString.CopyFrom((byte)token)));
        return Task.FromResult(response);
    }

    public override Task<DetokenizeResponse> Detokenize(DetokenizeRequest request, ServerCallContext context)
    {
        if (request.Tokens.Any(token => token > byte.MaxValue))
            throw new RpcException(new Status(StatusCode.InvalidArgument, "tokens has an id outside the vocabulary."));
        var bytes = request.Tokens.Select(token => (byte)token).ToArray();
        return Task.FromResult(new DetokenizeResponse { Text = System.Text.Encoding.UTF8.GetString(bytes) });
    }

    public override Task<ApplyTemplateResponse> ApplyTemplate(ApplyTemplateRequest request, ServerCallContext context) => Task.FromResult(
        new ApplyTemplateResponse { Prompt = Render(request.Chat) });

    private static string Render(Chat chat) => string.Concat(chat.Messages.Select(message => $"<{message.Role}>{message.Content}"));
}
