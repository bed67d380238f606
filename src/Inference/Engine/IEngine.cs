namespace SpecMesh.Inference.Engine;

/// <summary>
/// One loaded model with one decoding context over many sequences: the seam between SpecMesh and whatever runs the model.
/// </summary>
/// <remarks>
/// Not thread-safe: the thread that decodes owns it, and calls every member except <see cref="Facts"/> and
/// <see cref="Vocabulary"/>, which never change and may be read from anywhere.
/// </remarks>
public interface IEngine : IDisposable
{
    /// <summary>What is loaded, on what, with which limits.</summary>
    EngineFacts Facts { get; }

    /// <summary>The model's vocabulary. Immutable and safe to use from any thread.</summary>
    IVocabulary Vocabulary { get; }

    /// <summary>
    /// Runs one forward pass over every row of <paramref name="batch"/> and appends the rows to their sequences' KV cache.
    /// </summary>
    /// <param name="batch">
    /// At most <see cref="EngineFacts.MaxBatchRows"/> rows. A row's position must follow the last one cached for its sequence.
    /// </param>
    /// <exception cref="ArgumentException">A row is outside the limits. Nothing was changed.</exception>
    /// <exception cref="EngineException">The pass failed. The sequences of the batch are then in an unknown state: clear them.</exception>
    void Decode(DecodeBatch batch);

    /// <summary>
    /// The logits of one row of the last pass: one unnormalised log-probability per vocabulary entry.
    /// </summary>
    /// <param name="row">Index of a row that was added with <c>wantLogits</c>, counted over all rows of the batch.</param>
    /// <returns>A view of the engine's own memory, valid until the next <see cref="Decode"/>.</returns>
    ReadOnlySpan<float> Logits(int row);

    /// <summary>Forgets the KV cells of <paramref name="sequence"/> at <paramref name="fromPosition"/> and after.</summary>
    /// <param name="sequence">0 to <see cref="EngineFacts.MaxSequences"/> - 1.</param>
    /// <param name="fromPosition">0 forgets the whole sequence.</param>
    void Truncate(int sequence, int fromPosition);

    /// <summary>Makes <paramref name="destination"/> hold the first <paramref name="length"/> cached positions of <paramref name="source"/>.</summary>
    /// <remarks>Whatever the destination held before is forgotten.</remarks>
    void CopyPrefix(int source, int destination, int length);
}
