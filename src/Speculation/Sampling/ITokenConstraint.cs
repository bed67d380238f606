namespace SpecMesh.Speculation.Sampling;

/// <summary>What a generation's tokens must obey, such as a grammar. It follows the decided tokens one by one.</summary>
public interface ITokenConstraint
{
    /// <summary>Whether the token may come next.</summary>
    /// <exception cref="ConstraintException">The constraint cannot be followed any further.</exception>
    bool Allows(int token);

    /// <summary>Sets the logit of every token that may not come next to negative infinity.</summary>
    /// <exception cref="ConstraintException">The constraint cannot be followed any further.</exception>
    void Mask(Span<float> logits);

    /// <summary>Moves on: the token, which is allowed, has been decided.</summary>
    /// <exception cref="ConstraintException">The constraint cannot be followed any further.</exception>
    void Accept(int token);
}
