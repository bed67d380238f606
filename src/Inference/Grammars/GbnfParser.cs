namespace SpecMesh.Inference.Grammars;

/// <summary>Reads GBNF, the notation of llama.cpp's grammars, without its references to token ids.</summary>
internal sealed class GbnfParser
{
    private readonly GbnfReader _reader;
    private readonly RuleTable _rules = new();
    private string _rule = "";
    private int _depth;

    private GbnfParser(string text) => _reader = new GbnfReader(text);

    /// <exception cref="GrammarException">The text is no grammar.</exception>
    public static RuleTable Parse(string text)
    {
        if (text.Length > GrammarLimits.TextLength)
            throw new GrammarException($"The grammar has {text.Length} characters; the most is {GrammarLimits.TextLength}.");
        var parser = new GbnfParser(text);
        parser.ReadRules();
        return parser._rules;
    }

    private void ReadRules()
    {
        _reader.SkipSpace(overLines: true);
        while (!_reader.AtEnd)
        {
            _rule = _reader.ReadName();
            _reader.SkipSpace(overLines: false);
            _reader.Take("::=");
            _reader.SkipSpace(overLines: true);
            if (!_rules.Define(_rules.Named(_rule), ReadAlternatives()))
                throw _reader.Error($"the rule '{_rule}' is defined a second time");
            if (!_reader.AtEnd && _reader.Next is not ('\r' or '\n'))
                throw _reader.Error($"'{_reader.Next}' has no meaning here");
            _reader.SkipSpace(overLines: true);
        }
    }

    private List<Element[]> ReadAlternatives()
    {
        var alternatives = new List<Element[]> { ReadSequence() };
        while (_reader.TryTake('|'))
        {
            _reader.SkipSpace(overLines: true);
            alternatives.Add(ReadSequence());
        }

        return alternatives;
    }

    private Element[] ReadSequence()
    {
        var sequence = new List<Element>();
        var symbol = -1;
        while (true)
        {
            var start = sequence.Count;
            if (TryReadSymbol(sequence))
                symbol = start;
            else if (TryReadRepetition() is var (least, most))
                Repeat(sequence, symbol, least, most);
            else
                return [.. sequence];
            _reader.SkipSpace(overLines: _depth > 0);
        }
    }

    private bool TryReadSymbol(List<Element> sequence)
    {
        if (_reader.TryTake('"'))
        {
            while (!_reader.TryTake('"'))
            {
                var codePoint = _reader.ReadCodePoint();
                if (codePoint == 0)
                    throw _reader.Error("U+0000 is no character of a text");
                sequence.Add(new Element(ElementKind.Char, codePoint));
            }
        }
        else if (_reader.TryTake('['))
            sequence.Add(ReadSet());
        else if (_reader.TryTake('.'))
            sequence.Add(_rules.Add(CharSet.Any));
        else if (_reader.TryTake('('))
            sequence.Add(ReadGroup());
        else if (_reader.AtName)
            sequence.Add(new Element(ElementKind.Rule, _rules.Named(_reader.ReadName())));
        else
            return _reader.Next is '<' or '!' ? throw _reader.Error("references to tokens (<...>) are not supported") : false;
        return true;
    }

    private Element ReadSet()
    {
        var negated = _reader.TryTake('^');
        var ranges = new List<(int Low, int High)>();
        while (!_reader.TryTake(']'))
        {
            var low = _reader.ReadCodePoint();
            var high = low;
            if (_reader.Next == '-' && _reader.Ahead(1) != ']')
            {
                _reader.TryTake('-');
                high = _reader.ReadCodePoint();
                if (high < low)
                    throw _reader.Error("a range's last character lies before its first");
            }

            ranges.Add((low, high));
        }

        return ranges.Count > 0 ? _rules.Add(CharSet.Of(ranges, negated)) : throw _reader.Error("a pair of brackets has no characters");
    }

    private Element ReadGroup()
    {
        if (++_depth > GrammarLimits.Depth)
            throw _reader.Error($"parentheses are nested more than {GrammarLimits.Depth} deep");
        _reader.SkipSpace(overLines: true);
        var alternatives = ReadAlternatives();
        if (!_reader.TryTake(')'))
            throw _reader.Error("')' is expected");
        _depth--;
        return Split(alternatives);
    }

    private (int Least, int? Most)? TryReadRepetition()
    {
        if (_reader.TryTake('*'))
            return (0, null);
        if (_reader.TryTake('+'))
            return (1, null);
        if (_reader.TryTake('?'))
            return (0, 1);
        if (!_reader.TryTake('{'))
            return null;

        _reader.SkipSpace(overLines: false);
        var least = _reader.ReadCount();
        int? most = least;
        _reader.SkipSpace(overLines: false);
        if (_reader.TryTake(','))
        {
            _reader.SkipSpace(overLines: false);
            most = _reader.Next == '}' ? null : _reader.ReadCount();
            _reader.SkipSpace(overLines: false);
        }

        if (!_reader.TryTake('}'))
            throw _reader.Error("'}' is expected");
        return most >= least || most is null ? (least, most) : throw _reader.Error("a repetition's most is below its least");
    }

    /// <summary>Writes a repetition out: the least copies, then a rule that may go on.</summary>
    private void Repeat(List<Element> sequence, int symbol, int least, int? most)
    {
        if (symbol < 0 || symbol == sequence.Count)
            throw _reader.Error("there is nothing to repeat");
        var repeated = sequence.Count - symbol == 1 ? sequence[symbol] : Split([[.. sequence[symbol..]]]);
        sequence.RemoveRange(symbol, sequence.Count - symbol);
        _rules.Charge(least);
        sequence.AddRange(Enumerable.Repeat(repeated, least));
        if (most is null)
        {
            var rest = _rules.Reserve(_rule);
            _rules.Define(rest, [[repeated, new Element(ElementKind.Rule, rest)], []]);
            sequence.Add(new Element(ElementKind.Rule, rest));
        }
        else if (most > least)
        {
            var rest = Split([[repeated], []]);
            for (var i = least + 1; i < most; i++)
                rest = Split([[repeated, rest], []]);
            sequence.Add(rest);
        }
    }

    /// <summary>Makes a rule of its own.</summary>
    private Element Split(List<Element[]> alternatives)
    {
        var rule = _rules.Reserve(_rule);
        _rules.Define(rule, alternatives);
        return new Element(ElementKind.Rule, rule);
    }
}
