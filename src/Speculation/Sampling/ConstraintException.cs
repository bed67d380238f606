namespace SpecMesh.Speculation.Sampling;

/// <summary>A generation cannot go on within its constraint. The message is a sentence that says why.</summary>
public sealed class ConstraintException : Exception
{
    public ConstraintException(string message)
        : base(message)
    {
    }

    public ConstraintException(string message, Exception inner)
        : base(message, inner)
    {
    }
}
