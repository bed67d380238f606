namespace SpecMesh.Inference.Engine;

/// <summary>What every engine asks of a batch, in one place so that the real engine and the scripted one agree.</summary>
internal static class BatchRules
{
    /// <summary>Checks the rows before anything is changed.</summary>
    /// <param name="batch">The rows of the pass.</param>
    /// <param name="facts">The engine's limits.</param>
    /// <param name="vocabularySize">Token ids are below.</param>
    /// <param name="lengths">Cached positions of each sequence.</param>
    /// <param name="nextLengths">Receives what <paramref name="lengths"/> will be after the pass.</param>
    /// <exception cref="ArgumentException">A row breaks the contract of <see cref="IEngine.Decode"/>.</exception>
    public static void Check(DecodeBatch batch, EngineFacts facts, int vocabularySize, ReadOnlySpan<int> lengths, Span<int> nextLengths)
    {
        if (batch.Count == 0)
            throw new ArgumentException("The batch has no rows.", nameof(batch));
        if (batch.Count > facts.MaxBatchRows)
            throw new ArgumentException($"The batch has {batch.Count} rows; a pass takes at most {facts.MaxBatchRows}.", nameof(batch));

        lengths.CopyTo(nextLengths);
        for (var row = 0; row < batch.Count; row++)
        {
            var (token, position, sequence) = (batch.Tokens[row], batch.Positions[row], batch.Sequences[row]);
            if ((uint)sequence >= (uint)lengths.Length)
                throw new ArgumentException($"Row {row} is of sequence {sequence}; sequences are 0 to {lengths.Length - 1}.", nameof(batch));
            if ((uint)token >= (uint)vocabularySize)
                throw new ArgumentException($"Row {row} has token {token}; token ids are 0 to {vocabularySize - 1}.", nameof(batch));
            if (position != nextLengths[sequence])
                throw new ArgumentException($"Row {row} has position {position}; sequence {sequence} goes on at {nextLengths[sequence]}.", nameof(batch));
            if (position >= facts.ContextPerSequence)
                throw new ArgumentException($"Row {row} has position {position}; a sequence holds {facts.ContextPerSequence} positions.", nameof(batch));
            nextLengths[sequence]++;
        }
    }
}
