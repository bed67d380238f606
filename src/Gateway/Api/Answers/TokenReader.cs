using System.Text;
using Google.Protobuf.Collections;
using SpecMesh.V1;

namespace SpecMesh.Gateway.Api.Answers;

/// <summary>Reads what the verdicts on one choice say about its tokens.</summary>
/// <param name="offset">Where the answer begins in the choice's text, in characters (code points).</param>
internal sealed class TokenReader(int offset)
{
    // JSON has no infinity. OpenAI, too, says this of tokens that cannot be.
    private const float Impossible = -9999;

    private readonly Decoder _decoder = Encoding.UTF8.GetDecoder();
    private int _offset = offset;

    public IReadOnlyList<AnswerToken> Read(Verdict verdict)
    {
        var tokens = new AnswerToken[verdict.Details.Count];
        for (var i = 0; i < tokens.Length; i++)
        {
            var detail = verdict.Details[i];
            var bytes = detail.Text.ToByteArray();
            var text = Decode(bytes);
            tokens[i] = new AnswerToken(
                verdict.Committed[i], bytes, text, _offset, SourceOf(i, verdict), Finite(detail.Logprob), ReadTop(detail.Top));
            _offset += CodePoints(text);
        }

        return tokens;
    }

    /// <summary>Number of characters, each counted once even if it takes two UTF-16 units.</summary>
    public static int CodePoints(string text) => text.Count(unit => !char.IsLowSurrogate(unit));

    // The protocol says in which order they come.
    private static TokenSource SourceOf(int index, Verdict verdict)
    {
        var draft = verdict.Accepted;
        var prediction = draft + verdict.AcceptedPrediction;
        var guess = prediction + verdict.AcceptedGuesses;
        return index < draft ? TokenSource.Draft
            : index < prediction ? TokenSource.Prediction
            : index < guess ? TokenSource.Guess
            : TokenSource.Target;
    }

    private static LikelyAnswerToken[] ReadTop(RepeatedField<TokenAlternative> top) =>
        [.. top.Select(entry => new LikelyAnswerToken(entry.Id, entry.Text.ToByteArray(), Finite(entry.Logprob)))];

    private static float Finite(float logprob) => float.IsFinite(logprob) ? logprob : Impossible;

    private string Decode(byte[] bytes)
    {
        var chars = new char[_decoder.GetCharCount(bytes, flush: false)];
        return new string(chars, 0, _decoder.GetChars(bytes, chars, flush: false));
    }
}
