namespace SpecMesh.Inference.Engine;

/// <summary>
/// How llama.cpp, with a KV cache for each sequence, cuts a batch into passes over the weights. Each costs as much as a batch of
/// its own, and a piece with one row per sequence is computed by another kernel, so its logits differ in the last bits.
/// </summary>
public static class BatchPieces
{
    /// <summary>Cuts a batch whose rows lie together by sequence, in ascending order.</summary>
    /// <param name="sequences">Sequence of each row.</param>
    /// <returns>The pieces in order; each brings the same number of rows of each of its sequences.</returns>
    public static IReadOnlyList<BatchPiece> Of(ReadOnlySpan<int> sequences)
    {
        var left = new SortedDictionary<int, int>();
        foreach (var sequence in sequences)
            left[sequence] = left.GetValueOrDefault(sequence) + 1;

        var pieces = new List<BatchPiece>();
        while (left.Count > 0)
        {
            var first = left.First().Key;
            var count = left.Keys.TakeWhile((sequence, i) => sequence == first + i).Count();
            var rows = left.Values.Take(count).Min();
            pieces.Add(new BatchPiece(first, count, rows));
            for (var sequence = first; sequence < first + count; sequence++)
            {
                if ((left[sequence] -= rows) == 0)
                    left.Remove(sequence);
            }
        }

        return pieces;
    }
}

/// <summary>One pass over the weights.</summary>
/// <param name="FirstSequence">The lowest sequence.</param>
/// <param name="SequenceCount">Number of sequences, with ids one after the other.</param>
/// <param name="RowsPerSequence">Rows that each of them brings.</param>
public readonly record struct BatchPiece(int FirstSequence, int SequenceCount, int RowsPerSequence);
