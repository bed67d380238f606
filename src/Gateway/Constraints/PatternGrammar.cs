using System.Globalization;
using System.Text;
using SpecMesh.Gateway.Api.Errors;

namespace SpecMesh.Gateway.Constraints;

/// <summary>Turns a regular expression into GBNF for the strings that it matches, as JSON writes them.</summary>
/// <remarks>Literals, sets, groups, alternatives and repetitions; no look-around, references back or borders of words.</remarks>
internal sealed class PatternGrammar
{
    private const int MostNesting = 50;
    private const int MostRepetitions = 1000;

    private readonly string _pattern;
    private readonly SchemaNode _schema;
    private int _at;
    private int _end;
    private int _depth;

    private PatternGrammar(string pattern, SchemaNode schema)
    {
        _pattern = pattern;
        _schema = schema;
        _end = pattern.Length;
    }

    /// <param name="pattern">The regular expression.</param>
    /// <param name="schema">The schema that it is from, for errors.</param>
    /// <exception cref="ApiException">It is malformed, or has what cannot be turned into rules.</exception>
    public static string Convert(string pattern, SchemaNode schema) => new PatternGrammar(pattern, schema).Whole();

    private string Whole()
    {
        var begins = _pattern.StartsWith('^');
        if (begins)
            _at++;
        var ends = _end > _at && _pattern[_end - 1] == '$' && !IsEscaped(_end - 1);
        if (ends)
            _end--;

        var alternatives = Alternatives();
        if (_at < _end)
            throw Error("has a ')' without '('");
        if (alternatives.Count > 1 && (begins || ends))
            throw Error("has '^' or '$' beside '|': put parentheses around the alternatives");
        var any = PatternClass.ToGbnf(PatternClass.Complement([])) + "*";
        return string.Join(' ', begins ? "" : any, Group(alternatives), ends ? "" : any).Trim();
    }

    private List<string> Alternatives()
    {
        var alternatives = new List<string> { Sequence() };
        while (TryTake('|'))
            alternatives.Add(Sequence());
        return alternatives;
    }

    private string Sequence()
    {
        var sequence = new StringBuilder();
        while (_at < _end && _pattern[_at] is not ('|' or ')'))
            sequence.Append(sequence.Length > 0 ? " " : "").Append(Repeated(Atom()));
        return sequence.Length > 0 ? sequence.ToString() : "\"\"";
    }

    private string Atom()
    {
        var c = _pattern[_at++];
        switch (c)
        {
            case '(':
                return ReadGroup();
            case '[':
                return Symbol(ReadSet());
            case '.':
                return Symbol(PatternClass.Dot);
            case '\\':
                return Symbol(ReadEscape());
            case '^' or '$':
                throw Error($"has '{c}' in the middle, which is not supported");
            case '*' or '+' or '?' or '{':
                throw Error($"has '{c}' with nothing before it to repeat");
            default:
                _at--;
                return Symbol([ReadCharacter()]);
        }
    }

    private string ReadGroup()
    {
        if (++_depth > MostNesting)
            throw Error($"has groups more than {MostNesting} deep");
        if (TryTake('?') && !TryTake(':'))
            throw Error("has a group that begins with '(?', of which only '(?:' is supported");
        var alternatives = Alternatives();
        if (!TryTake(')'))
            throw Error("has a '(' without ')'");
        _depth--;
        return Group(alternatives);
    }

    private string Repeated(string atom)
    {
        (int Least, int? Most)? repetition = TryTake('*') ? (0, null) : TryTake('+') ? (1, null) : TryTake('?') ? (0, 1) : TryTake('{') ? ReadCounts() : null;
        if (repetition is not var (least, most))
            return atom;
        // Whether it takes much or little first says nothing about what it matches.
        TryTake('?');
        if (_at < _end && _pattern[_at] is '*' or '+' or '?' or '{')
            throw Error("repeats a repetition: put parentheses around the inner one");
        return most == 0 ? "\"\"" : Gbnf.Repeat(atom, least, most);
    }

    private (int Least, int? Most) ReadCounts()
    {
        var close = _pattern.IndexOf('}', _at, _end - _at);
        var parts = close < 0 ? [] : _pattern[_at..close].Split(',');
        _at = close + 1;
        var least = parts.Length is 1 or 2 ? Count(parts[0]) : null;
        var most = parts is [_, { Length: > 0 }] ? Count(parts[1]) : least;
        if (least is null || most is null || most < least)
            throw Error($"has a '{{' that does not begin '{{m}}', '{{m,}}' or '{{m,n}}' with numbers up to {MostRepetitions}");
        return (least.Value, parts is [_, ""] ? null : most);
    }

    private static int? Count(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count <= MostRepetitions ? count : null;

    private IReadOnlyList<(int Low, int High)> ReadSet()
    {
        var negated = TryTake('^');
        var ranges = new List<(int Low, int High)>();
        while (!TryTake(']'))
        {
            if (_at >= _end)
                throw Error("has a '[' without ']'");
            var low = ReadMember();
            if (low.Count != 1 || low[0].Low != low[0].High || _at + 1 >= _end || _pattern[_at] != '-' || _pattern[_at + 1] == ']')
            {
                ranges.AddRange(low);
                continue;
            }

            _at++;
            var high = ReadMember();
            if (high.Count != 1 || high[0].Low != high[0].High || high[0].Low < low[0].Low)
                throw Error("has a range in '[...]' that does not go from a character to a later one");
            ranges.Add((low[0].Low, high[0].Low));
        }

        return negated ? PatternClass.Complement(ranges) : ranges;
    }

    private IReadOnlyList<(int Low, int High)> ReadMember() => TryTake('\\') ? ReadEscape() : [ReadCharacter()];

    private (int Low, int High) ReadCharacter()
    {
        if (Rune.DecodeFromUtf16(_pattern.AsSpan(_at, _end - _at), out var rune, out var length) != System.Buffers.OperationStatus.Done)
            throw Error("has half of a surrogate pair");
        _at += length;
        return (rune.Value, rune.Value);
    }

    private IReadOnlyList<(int Low, int High)> ReadEscape()
    {
        if (_at >= _end)
            throw Error("ends with a backslash");
        var c = _pattern[_at++];
        if (PatternClass.Of(c) is { } set)
            return set;
        var value = c switch
        {
            'n' => '\n',
            't' => '\t',
            'r' => '\r',
            'f' => '\f',
            'v' => '\v',
            'x' => ReadHex(2),
            'u' => ReadHex(4),
            _ when char.IsAsciiLetterOrDigit(c) => throw Error($@"has '\{c}', which is not supported"),
            _ => c,
        };
        return [(value, value)];
    }

    private int ReadHex(int digits)
    {
        if (_at + digits > _end
            || !int.TryParse(_pattern.AsSpan(_at, digits), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value))
            throw Error($"has an escape without {digits} hexadecimal digits");
        _at += digits;
        return value;
    }

    private string Symbol(IReadOnlyList<(int Low, int High)> ranges) =>
        PatternClass.ToGbnf(ranges) ?? throw Error("has a character or set that cannot be written");

    private static string Group(List<string> alternatives) => $"({string.Join(" | ", alternatives)})";

    private bool TryTake(char expected)
    {
        if (_at >= _end || _pattern[_at] != expected)
            return false;
        _at++;
        return true;
    }

    private bool IsEscaped(int index)
    {
        var backslashes = 0;
        while (index - backslashes > 0 && _pattern[index - backslashes - 1] == '\\')
            backslashes++;
        return backslashes % 2 == 1;
    }

    private ApiException Error(string what) => _schema.Unsupported("pattern", what);
}
