namespace SpecMesh.Inference.Grammars;

internal enum ElementKind
{
    /// <summary>The alternative ends here.</summary>
    End,

    /// <summary>A rule; the value is its number.</summary>
    Rule,

    /// <summary>One character; the value is its code point.</summary>
    Char,

    /// <summary>One character of a set; the value is the set's number.</summary>
    Set,
}

/// <summary>One symbol of an alternative.</summary>
internal readonly record struct Element(ElementKind Kind, int Value);
