using SpecMesh.Gateway.Api.Requests;
using SpecMesh.Gateway.Generations;
using SpecMesh.V1;

namespace SpecMesh.Gateway.Api.Answers;

/// <summary>Makes pieces of the choices' verdicts.</summary>
/// <param name="request">What was asked for.</param>
/// <param name="echoes">The text of each prompt, if the answers begin with it; else empty.</param>
internal sealed class ChoicePieces(AnswerRequest request, IReadOnlyList<string> echoes)
{
    private readonly TokenReader?[] _readers = new TokenReader?[request.Choices];
    private readonly bool[] _begun = new bool[request.Choices];

    public ChoicePiece Read(ChoiceVerdict next)
    {
        var (choice, verdict) = next;
        var isFirst = !_begun[choice];
        _begun[choice] = true;
        var echo = isFirst ? EchoOf(choice) : "";
        return new ChoicePiece(
            choice,
            isFirst,
            echo + verdict.Text,
            request.Options.WantsTokens ? ReaderOf(choice).Read(verdict) : [],
            verdict.Finish switch
            {
                FinishReason.Unspecified => null,
                FinishReason.Length => ChoicePiece.CutOff,
                _ => ChoicePiece.Stopped,
            },
            verdict.Finish == FinishReason.Stop && verdict.Stop.Length > 0 ? verdict.Stop : null);
    }

    private string EchoOf(int choice) => echoes.Count == 0 ? "" : echoes[choice / request.Options.ChoicesPerPrompt];

    private TokenReader ReaderOf(int choice) => _readers[choice] ??= new TokenReader(TokenReader.CodePoints(EchoOf(choice)));
}
