using SpecMesh.Inference.Engine;

namespace SpecMesh.Inference.LlamaCpp;

/// <summary>Passes that are run on an engine only to see how long they take. Every sequence holds the same number of positions between them.</summary>
internal sealed class TrialPasses(IEngine engine, TimeProvider time, CancellationToken cancellationToken)
{
    // A pass is repeated so often or so long, and the fastest counts: nothing makes a pass too fast, and much makes it too slow.
    private const int LeastRepeats = 3;
    private const int MostRepeats = 100;
    private static readonly TimeSpan RepeatFor = TimeSpan.FromMilliseconds(150);

    // The fastest is believed if that many took about as long. Until then the pass is repeated longer.
    private const int Witnesses = 3;
    private const double Agreement = 1.1;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    private readonly DecodeBatch _batch = new();
    private int _positions;

    /// <summary>Makes every sequence hold so many positions.</summary>
    /// <returns>How long it took.</returns>
    /// <remarks>They are decoded, not copied: a unified cache shares the cells of copies and so would be faster than with sequences of their own.</remarks>
    public TimeSpan Fill(int positions)
    {
        var (sequences, atOnce) = (engine.Facts.MaxSequences, engine.Facts.MaxBatchRows);
        var together = Math.Min(sequences, atOnce);
        var rows = atOnce / together;
        var start = time.GetTimestamp();
        for (var from = _positions; from < positions; from += rows)
        {
            for (var first = 0; first < sequences; first += together)
                Pass(first, Math.Min(together, sequences - first), from, Math.Min(rows, positions - from), allLogits: false);
        }

        _positions = positions;
        return time.GetElapsedTime(start);
    }

    /// <summary>Makes every sequence empty.</summary>
    public void Clear()
    {
        Cut(engine.Facts.MaxSequences, 0);
        _positions = 0;
    }

    /// <summary>The time of a pass in which the first <paramref name="sequences"/> sequences bring so many rows each.</summary>
    /// <returns>Null if it differs so much from one time to the next that nothing can be said: others use the device.</returns>
    public TimeSpan? Time(int sequences, int rows)
    {
        // The first one of a shape sets things up.
        Once(sequences, rows);
        var times = new List<TimeSpan>();
        var (settled, spent) = (false, TimeSpan.Zero);
        while (times.Count < LeastRepeats || (times.Count < MostRepeats && spent < (settled ? RepeatFor : Patience)))
        {
            var elapsed = Once(sequences, rows);
            spent += elapsed;
            times.Add(elapsed);
            times.Sort();
            settled = times.Count >= Witnesses && times[Witnesses - 1] <= times[0] * Agreement;
        }

        return settled ? times[0] : null;
    }

    private TimeSpan Once(int sequences, int rows)
    {
        var start = time.GetTimestamp();
        Pass(0, sequences, _positions, rows, allLogits: true);
        var elapsed = time.GetElapsedTime(start);
        Cut(sequences, _positions);
        return elapsed;
    }

    private void Pass(int first, int sequences, int position, int rows, bool allLogits)
    {
        cancellationToken.ThrowIfCancellationRequested();
        _batch.Clear();
        for (var sequence = first; sequence < first + sequences; sequence++)
        {
            for (var row = 0; row < rows; row++)
            {
                var isLast = sequence == first + sequences - 1 && row == rows - 1;
                _batch.Add(Token(sequence, position + row), position + row, sequence, allLogits || isLast);
            }
        }

        engine.Decode(_batch);
        // On a GPU a pass has only begun when Decode returns; whoever reads its logits waits for its end.
        engine.Logits(_batch.Count - 1);
    }

    private void Cut(int sequences, int position)
    {
        for (var sequence = 0; sequence < sequences; sequence++)
            engine.Truncate(sequence, position);
    }

    // Many different ones: a mixture of experts reads the weights that its tokens ask for.
    private int Token(int sequence, int position) => ((sequence * 7919) + (position * 104_729)) % engine.Vocabulary.Size;
}
