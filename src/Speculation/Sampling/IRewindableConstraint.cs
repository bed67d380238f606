namespace SpecMesh.Speculation.Sampling;

/// <summary>A constraint that can go back, for guesses that turn out wrong.</summary>
public interface IRewindableConstraint : ITokenConstraint
{
    /// <summary>How many tokens it has accepted.</summary>
    int Accepted { get; }

    /// <summary>Goes back to where it was after so many tokens.</summary>
    /// <param name="accepted">At most <see cref="Accepted"/>.</param>
    /// <exception cref="ConstraintException">That is too long ago.</exception>
    void Rewind(int accepted);
}
