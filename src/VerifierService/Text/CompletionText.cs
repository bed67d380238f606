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
/// <param name="vocabulary">The target's.</param>
/// <param name="stops">Strings before which the text ends.</param>
/// <param name="maxTokens">Tokens with which it ends at the latest.</param>
/// <param name="minTokens">Tokens in whose text no stop string is looked for.</param>
internal sealed class CompletionText(IVocabulary vocabulary, IReadOnlyList<string> stops, int maxTokens, int minTokens = 0) : ITokenSink
{
    private readonly Utf8Assembler _utf8 = new();
    private readonly StopMatcher _stops = new(stops);
    private readonly StringBuilder _text = new();
    private int _tokens;

    /// <summary>Why the generation ended; unspecified while it goes on.</summary>
    public FinishReason Finish { get; private set; }

    /// <summary>The stop string that ended it; empty if none did.</summary>
    public string Stop => _stops.Match ?? "";

    public bool Commit(int token)
    {
        _tokens++;
        if (vocabulary.IsEndOfGeneration(token))
        {
            Finish = FinishReason.Stop;
        }
        else
        {
            var text = _utf8.Append(vocabulary.Piece(token).Span);
            _text.Append(_tokens <= minTokens ? text : _stops.Append(text));
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
