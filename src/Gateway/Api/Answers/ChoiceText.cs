using System.Text;

namespace SpecMesh.Gateway.Api.Answers;

/// <summary>A choice that is put together from its pieces.</summary>
internal sealed class ChoiceText(int index)
{
    private readonly StringBuilder _text = new();
    private readonly List<AnswerToken> _tokens = [];

    public int Index => index;

    public string Text => _text.ToString();

    public IReadOnlyList<AnswerToken> Tokens => _tokens;

    /// <summary>Why it ended. There once its last piece was added.</summary>
    public string FinishReason { get; private set; } = "";

    /// <summary>The client's string before which the text ends. Null: none appeared.</summary>
    public string? StopString { get; private set; }

    public void Add(ChoicePiece piece)
    {
        _text.Append(piece.Text);
        _tokens.AddRange(piece.Tokens);
        FinishReason = piece.FinishReason ?? FinishReason;
        StopString = piece.StopString ?? StopString;
    }
}
