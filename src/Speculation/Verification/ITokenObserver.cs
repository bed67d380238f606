namespace SpecMesh.Speculation.Verification;

/// <summary>Sees each decided token beside what it was drawn from.</summary>
public interface ITokenObserver
{
    /// <param name="token">The token.</param>
    /// <param name="logits">The target's raw logits for its position.</param>
    void Decided(int token, ReadOnlySpan<float> logits);
}
