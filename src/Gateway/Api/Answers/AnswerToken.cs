namespace SpecMesh.Gateway.Api.Answers;

/// <summary>A decided token and what is known about it.</summary>
/// <param name="Id">Its id in the target's vocabulary.</param>
/// <param name="Bytes">The bytes that it stands for.</param>
/// <param name="Text">The characters that it completes: none, if it ends in the middle of one.</param>
/// <param name="Offset">Where its text begins, in characters (code points) of the choice's text.</param>
/// <param name="Source">Who guessed it.</param>
/// <param name="Logprob">The target's log-probability of it.</param>
/// <param name="Top">The target's most likely tokens there, most likely first.</param>
internal sealed record AnswerToken(
    int Id, byte[] Bytes, string Text, int Offset, TokenSource Source, float Logprob, IReadOnlyList<LikelyAnswerToken> Top);

internal sealed record LikelyAnswerToken(int Id, byte[] Bytes, float Logprob);

/// <summary>Who guessed a token before the target decided it.</summary>
internal enum TokenSource
{
    /// <summary>Nobody: it is the target's own.</summary>
    Target,

    /// <summary>A draft node.</summary>
    Draft,

    /// <summary>The client, in <c>prediction</c>.</summary>
    Prediction,

    /// <summary>The verifier, from earlier text.</summary>
    Guess,
}
