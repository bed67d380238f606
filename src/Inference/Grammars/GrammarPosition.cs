namespace SpecMesh.Inference.Grammars;

/// <summary>How far a text has come: a state, and the bytes after it that do not make a whole character yet. Immutable.</summary>
public readonly struct GrammarPosition
{
    private const int Last = 0x10FFFF;

    // The bits of the unfinished character, how many bytes are missing, and the least value that is not written too long.
    private readonly int _bits;
    private readonly int _missing;
    private readonly int _least;

    internal GrammarPosition(GrammarState state)
        : this(state, 0, 0, 0)
    {
    }

    private GrammarPosition(GrammarState state, int bits, int missing, int least)
    {
        State = state;
        _bits = bits;
        _missing = missing;
        _least = least;
    }

    internal GrammarState State { get; }

    /// <summary>Whether nothing can follow, not even the end.</summary>
    internal bool IsDead => State == GrammarState.Dead;

    /// <summary>Whether the last character is whole.</summary>
    internal bool IsWhole => _missing == 0;

    /// <summary>The position after one more byte of UTF-8.</summary>
    internal GrammarPosition After(byte value, GrammarMachine machine)
    {
        if (_missing > 0)
        {
            return (value & 0xC0) != 0x80 ? Dead
                : _missing > 1 ? Unfinished((_bits << 6) | (value & 0x3F), _missing - 1, _least, machine)
                : Whole((_bits << 6) | (value & 0x3F), machine);
        }

        return value switch
        {
            < 0x80 => new GrammarPosition(machine.Next(State, value)),
            >= 0xC2 and < 0xE0 => Unfinished(value & 0x1F, 1, 0x80, machine),
            >= 0xE0 and < 0xF0 => Unfinished(value & 0x0F, 2, 0x800, machine),
            >= 0xF0 and < 0xF5 => Unfinished(value & 0x07, 3, 0x10000, machine),
            _ => Dead,
        };
    }

    private static GrammarPosition Dead => new(GrammarState.Dead);

    private GrammarPosition Whole(int codePoint, GrammarMachine machine) =>
        codePoint < _least || codePoint > Last || char.IsSurrogate((char)Math.Min(codePoint, char.MaxValue))
            ? Dead
            : new GrammarPosition(machine.Next(State, codePoint));

    private GrammarPosition Unfinished(int bits, int missing, int least, GrammarMachine machine)
    {
        var low = Math.Max(bits << (6 * missing), least);
        var high = Math.Min(((bits + 1) << (6 * missing)) - 1, Last);
        return low <= high && machine.Allows(State, low, high) ? new GrammarPosition(State, bits, missing, least) : Dead;
    }
}
