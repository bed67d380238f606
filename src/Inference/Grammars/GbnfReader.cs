using System.Globalization;
using System.Text;

namespace SpecMesh.Inference.Grammars;

/// <summary>The characters, names and numbers of a GBNF text.</summary>
internal sealed class GbnfReader(string text)
{
    private int _at;

    public bool AtEnd => _at >= text.Length;

    /// <summary>The next character, or U+0000 at the end.</summary>
    public char Next => Ahead(0);

    /// <summary>Whether a name, and so a reference to a rule, begins here.</summary>
    public bool AtName => IsNameChar(Next);

    public char Ahead(int count) => _at + count < text.Length ? text[_at + count] : '\0';

    public bool TryTake(char expected)
    {
        if (AtEnd || Next != expected)
            return false;
        _at++;
        return true;
    }

    public void Take(string expected)
    {
        if (string.CompareOrdinal(text, _at, expected, 0, expected.Length) != 0)
            throw Error($"'{expected}' is expected");
        _at += expected.Length;
    }

    /// <summary>Passes over spaces and comments.</summary>
    /// <param name="overLines">Whether over ends of lines, too: outside of parentheses they end a rule.</param>
    public void SkipSpace(bool overLines)
    {
        while (!AtEnd)
        {
            if (Next == '#')
            {
                while (!AtEnd && Next is not ('\r' or '\n'))
                    _at++;
            }
            else if (Next is ' ' or '\t' || (overLines && Next is '\r' or '\n'))
            {
                _at++;
            }
            else
            {
                return;
            }
        }
    }

    public string ReadName()
    {
        var start = _at;
        while (IsNameChar(Next))
            _at++;
        return _at > start ? text[start.._at] : throw Error("a rule's name is expected");
    }

    /// <summary>A number in <c>{m,n}</c>.</summary>
    public int ReadCount()
    {
        var start = _at;
        while (char.IsAsciiDigit(Next))
            _at++;
        if (_at == start)
            throw Error("a number is expected");
        return int.TryParse(text.AsSpan(start, _at - start), NumberStyles.None, CultureInfo.InvariantCulture, out var count)
            && count <= GrammarLimits.Repetitions
            ? count
            : throw Error($"a repetition is larger than {GrammarLimits.Repetitions}");
    }

    /// <summary>A character inside quotes or brackets, escapes undone.</summary>
    public int ReadCodePoint()
    {
        if (AtEnd)
            throw Error("the text ends in the middle of quotes or brackets");
        if (Next == '\\')
            return ReadEscape();
        if (Rune.DecodeFromUtf16(text.AsSpan(_at), out var rune, out var length) != System.Buffers.OperationStatus.Done)
            throw Error("there is half of a surrogate pair, which is no character");
        _at += length;
        return rune.Value;
    }

    /// <summary>What is wrong at this place.</summary>
    public GrammarException Error(string what)
    {
        var before = text.AsSpan(0, Math.Min(_at, text.Length));
        var line = 1 + before.Count('\n');
        var column = before.Length - before.LastIndexOf('\n');
        return new GrammarException($"The grammar is wrong in line {line}, column {column}: {what}.");
    }

    private int ReadEscape()
    {
        var kind = Ahead(1);
        switch (kind)
        {
            case 'x':
                return ReadHex(2);
            case 'u':
                return ReadHex(4);
            case 'U':
                return ReadHex(8);
        }

        var value = kind switch
        {
            't' => '\t',
            'r' => '\r',
            'n' => '\n',
            '\\' or '"' or '[' or ']' or '-' => kind,
            _ => throw Error(@"unknown escape; there are \t \r \n \\ \"" \[ \] \- \xHH \uHHHH \UHHHHHHHH"),
        };
        _at += 2;
        return value;
    }

    private int ReadHex(int digits)
    {
        if (_at + 2 + digits > text.Length
            || !int.TryParse(text.AsSpan(_at + 2, digits), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value)
            || value is < 0 or > 0x10FFFF)
            throw Error($"{digits} hexadecimal digits of a code point are expected");
        _at += 2 + digits;
        return value;
    }

    private static bool IsNameChar(char c) => char.IsAsciiLetterOrDigit(c) || c == '-';
}
