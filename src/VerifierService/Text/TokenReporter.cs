using Google.Protobuf;
using SpecMesh.Inference.Engine;
using SpecMesh.Speculation.Sampling;
using SpecMesh.Speculation.Verification;
using SpecMesh.V1;

namespace SpecMesh.VerifierService.Text;

/// <summary>Notes what a caller wants to know about each token, for the next verdict. Only generations that ask for a report have one.</summary>
internal sealed class TokenReporter(IVocabulary vocabulary, TokenReport wanted) : ITokenObserver
{
    private readonly LogProbabilities? _logprobs = wanted.Logprobs || wanted.Top > 0 ? new LogProbabilities() : null;
    private readonly List<TokenLogprob> _top = [];
    private readonly List<TokenDetail> _details = [];

    public void Decided(int token, ReadOnlySpan<float> logits)
    {
        var detail = new TokenDetail { Text = TextOf(token) };
        if (_logprobs is not null)
        {
            detail.Logprob = _logprobs.Read(logits, token, wanted.Top, _top);
            foreach (var (id, logprob) in _top)
                detail.Top.Add(new TokenAlternative { Id = id, Text = TextOf(id), Logprob = logprob });
        }

        _details.Add(detail);
    }

    /// <summary>Puts what was noted into the verdict that has these tokens.</summary>
    public void MoveTo(Verdict verdict)
    {
        verdict.Details.AddRange(_details);
        _details.Clear();
    }

    // A vocabulary's pieces never change, so there is no need for a copy. Logits may have padding beyond the last token.
    private ByteString TextOf(int token) =>
        token < vocabulary.Size ? UnsafeByteOperations.UnsafeWrap(vocabulary.Piece(token)) : ByteString.Empty;
}
