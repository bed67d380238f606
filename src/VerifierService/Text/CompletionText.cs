using System.Text;
using SpecMesh.Inference.Engine;
using SpecMesh.Inference.Text;
using SpecMesh.Speculation.Verification;
using SpecMesh.V1;

namespace SpecMesh.VerifierService.Text;

/// <summary>Turns decided tokens into text and says when the generation is over.</summary>
/// <remarks>
/// What it has let out after n tokens depends on these n tokens only. So a generation that is replayed elsewhere with its first n
/// tokens goes on with exactly the text that comes next.
/// </remarks>
internal sealed class CompletionText(IVocabulary vocabulary, IReadOnlyList<string> stops, int maxTokens) : ITokenSink
{
    private readonly Utf8Assembler _utf8 = new();
    private readonly StopMatcher _stops = new(stops);
    private readonly StringBuilder _text = new();
    private int _tokens;

    /// <summary>Why the generation ended; unspecified while it goes on.</summary>
    public FinishReason Finish { get; private set; }

    public bool Commit(int token)
    {
        _tokens++;
        if (vocabulary.IsEndOfGeneration(token))
        {
            Finish = FinishReason.Stop;
        }
        else
        {
            _text.Append(_stops.Append(_utf8.Append(vocabulary.Piece(token).Span)));
            if (_stops.Stopped)
                Finish = FinishReason.Stop;
            else if (_tokens >= maxTokens)
                Finish = FinishReason.Length;
        }

        if (Finish == FinishReason.Unspecified)
            return false;
        _text.Append(_stops.Append(_utf8.Flush())).Append(_stops.Flush());
        return true;
    }

    /// <summary>The text since the last call.</summary>
    public string Take()
    {
        var text = _text.ToString();
        _text.Clear();
        return text;
    }
}
