using System.Text.Json;
using System.Text.RegularExpressions;
using SpecMesh.Gateway.Api.Responses;

namespace SpecMesh.Gateway.Tools;

/// <summary>What a piece of an answer's text adds to the message.</summary>
/// <param name="Content">Text outside of calls; may be empty.</param>
/// <param name="Calls">Calls that begin or go on; null: none.</param>
internal sealed record MessagePiece(string Content, ToolCallDelta[]? Calls)
{
    public bool IsEmpty => Content.Length == 0 && Calls is null;
}

/// <summary>Splits an answer, as it comes, into text and tool calls. However the text is cut, the pieces add up to the same message.</summary>
internal sealed partial class ToolCallParser
{
    private readonly List<ToolCallDelta> _deltas = [];
    private string _held = "";
    private string _content = "";
    private Part _part;
    private int _depth;
    private bool _inString;
    private bool _escaped;

    private enum Part
    {
        Text,
        Head,
        Arguments,
        Tail,
    }

    /// <summary>How many calls have begun.</summary>
    public int Calls { get; private set; }

    /// <summary>Takes the next piece of the answer.</summary>
    public MessagePiece Append(string text)
    {
        _held += text;
        while (Step())
        {
            // One part after the other, until more text is needed.
        }

        return Take();
    }

    /// <summary>Ends the answer: what was held back is text after all, unless it is only space after a call.</summary>
    public MessagePiece Flush()
    {
        if (_part == Part.Head)
            _content += ToolMarkup.CallStart + _held;
        else if (_part == Part.Text && (Calls == 0 || !string.IsNullOrWhiteSpace(_held)))
            _content += _held;
        _held = "";
        return Take();
    }

    private MessagePiece Take()
    {
        var piece = new MessagePiece(_content, _deltas.Count > 0 ? [.. _deltas] : null);
        _content = "";
        _deltas.Clear();
        return piece;
    }

    private bool Step() => _part switch
    {
        Part.Text => StepText(),
        Part.Head => StepHead(),
        Part.Arguments => StepArguments(),
        _ => StepTail(),
    };

    private bool StepText()
    {
        var start = _held.IndexOf(ToolMarkup.CallStart, StringComparison.Ordinal);
        if (start < 0)
        {
            // Space before a call is part of the markup, so it waits for what comes.
            var sure = _held.AsSpan(0, _held.Length - PossibleTag()).TrimEnd().Length;
            _content += _held[..sure];
            _held = _held[sure..];
            return false;
        }

        _content += _held[..start].TrimEnd();
        _held = _held[(start + ToolMarkup.CallStart.Length)..];
        _part = Part.Head;
        return true;
    }

    private bool StepHead()
    {
        if (Head().Match(_held) is not { Success: true } head)
            return false;
        var name = JsonSerializer.Deserialize(head.Groups["name"].ValueSpan, ApiJson.Wire.String)!;
        _deltas.Add(new ToolCallDelta(Calls++, $"call_{Guid.NewGuid():N}", "function", new FunctionDelta(name, "")));
        _held = _held[head.Length..];
        _part = Part.Arguments;
        (_depth, _inString, _escaped) = (0, false, false);
        return true;
    }

    private bool StepArguments()
    {
        var end = EndOfArguments();
        var piece = end < 0 ? _held : _held[..end];
        if (piece.Length > 0)
            _deltas.Add(new ToolCallDelta(Calls - 1, null, null, new FunctionDelta(null, piece)));
        _held = _held[piece.Length..];
        if (end < 0)
            return false;
        _part = Part.Tail;
        return true;
    }

    private bool StepTail()
    {
        var end = _held.IndexOf(ToolMarkup.CallEnd, StringComparison.Ordinal);
        if (end < 0)
            return false;
        _held = _held[(end + ToolMarkup.CallEnd.Length)..];
        _part = Part.Text;
        return true;
    }

    /// <summary>Where the object of the arguments ends; -1: not yet. Looks at each character once.</summary>
    private int EndOfArguments()
    {
        for (var i = 0; i < _held.Length; i++)
        {
            var c = _held[i];
            if (_inString)
            {
                _inString = c != '"' || _escaped;
                _escaped = c == '\\' && !_escaped;
            }
            else if (c == '"')
                _inString = true;
            else if (c is '{' or '[')
                _depth++;
            else if (c is '}' or ']' && --_depth == 0)
                return i + 1;
        }

        return -1;
    }

    private int PossibleTag()
    {
        for (var length = Math.Min(ToolMarkup.CallStart.Length - 1, _held.Length); length > 0; length--)
        {
            if (_held.AsSpan(_held.Length - length).SequenceEqual(ToolMarkup.CallStart.AsSpan(0, length)))
                return length;
        }

        return 0;
    }

    [GeneratedRegex("""\A\s*\{\s*"name"\s*:\s*(?<name>"(?:[^"\\]|\\.)*")\s*,\s*"arguments"\s*:\s*(?=\{)""", RegexOptions.CultureInvariant)]
    private static partial Regex Head();
}
