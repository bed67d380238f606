using System.Text;
using SpecMesh.Gateway.Api.Answers;

namespace SpecMesh.Gateway.Api.Blocks;

/// <summary>A part of an answer that is one thing: text, or a call.</summary>
/// <param name="index">Its place in the answer.</param>
/// <param name="name">The function that is called. Null: it is text.</param>
internal sealed class AnswerBlock(int index, string? name)
{
    private readonly StringBuilder _text = new();
    private readonly List<AnswerToken> _tokens = [];

    public int Index => index;

    public string? Name => name;

    public bool IsCall => name is not null;

    /// <summary>Unique, without the beginning that an API gives it.</summary>
    public string Key { get; } = Guid.NewGuid().ToString("N");

    /// <summary>The text so far, or the call's arguments: a JSON object, cut off if the answer was.</summary>
    public string Text => _text.ToString();

    /// <summary>The text's tokens, if anything is to be said about them. A call has none.</summary>
    public IReadOnlyList<AnswerToken> Tokens => _tokens;

    /// <summary>Whether nothing follows.</summary>
    public bool IsOver { get; set; }

    public void Add(string text, IReadOnlyList<AnswerToken> tokens)
    {
        _text.Append(text);
        _tokens.AddRange(tokens);
    }
}
