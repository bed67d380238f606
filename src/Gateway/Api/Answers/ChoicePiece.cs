namespace SpecMesh.Gateway.Api.Answers;

/// <summary>What a verdict adds to a choice.</summary>
/// <param name="Choice">The choice's index.</param>
/// <param name="IsFirst">Whether nothing of this choice came before.</param>
/// <param name="Text">Text that it adds; with <c>echo</c>, the first piece begins with the prompt.</param>
/// <param name="Tokens">Tokens that it adds, if anything is to be said about them.</param>
/// <param name="FinishReason">Why the choice ends with it: <see cref="Stopped"/> or <see cref="CutOff"/>. Null: it goes on.</param>
/// <param name="StopString">The client's string before which the text ends. Null: none appeared.</param>
internal sealed record ChoicePiece(
    int Choice, bool IsFirst, string Text, IReadOnlyList<AnswerToken> Tokens, string? FinishReason, string? StopString = null)
{
    /// <summary>The model ended its turn, or a stop string appeared.</summary>
    public const string Stopped = "stop";

    /// <summary>The most tokens were reached, or the context is full.</summary>
    public const string CutOff = "length";

    public bool IsEmpty => Text.Length == 0 && Tokens.Count == 0;
}
