namespace SpecMesh.Inference.Grammars;

/// <summary>One way to go on: the next symbol, and below it where to go on after each rule that is open.</summary>
/// <param name="id">Equal stacks of a machine are one object; this number tells them apart.</param>
/// <param name="position">Position of the symbol in the grammar. On top of a state's stack it is a character.</param>
/// <param name="rest">What comes after; null: the text may end.</param>
internal sealed class GrammarStack(int id, int position, GrammarStack? rest)
{
    public int Id => id;

    public int Position => position;

    public GrammarStack? Rest => rest;
}
