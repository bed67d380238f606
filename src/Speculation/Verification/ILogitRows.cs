namespace SpecMesh.Speculation.Verification;

/// <summary>The logits of one session's rows of a forward pass.</summary>
public interface ILogitRows
{
    /// <summary>Logits that follow the session's row <paramref name="row"/>, counted from 0 at its first row of the pass.</summary>
    ReadOnlySpan<float> this[int row] { get; }
}

/// <summary>Receives decided tokens one by one and says when the generation is over.</summary>
public interface ITokenSink
{
    /// <summary>Takes the next decided token.</summary>
    /// <returns>Whether the generation ends with it: an end-of-generation token, a stop string, a limit.</returns>
    bool Commit(int token);
}
