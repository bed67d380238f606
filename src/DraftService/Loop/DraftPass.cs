using SpecMesh.Inference.Engine;

namespace SpecMesh.DraftService.Loop;

/// <summary>Runs one forward pass over several generations and draws their guesses from its logits.</summary>
internal sealed class DraftPass(IEngine engine, DraftMetrics metrics, TimeProvider time)
{
    private readonly DecodeBatch _batch = new();
    private readonly LoneRowTrial _loneRow = new();

    /// <summary>Feeds each generation what is pending, and draws a guess where nothing is left.</summary>
    /// <param name="generations">In ascending order of slot.</param>
    /// <param name="mostRows">The most rows of one generation.</param>
    /// <exception cref="EngineException">The pass failed; no generation has moved on.</exception>
    public void Run(List<DraftedGeneration> generations, int mostRows)
    {
        Fill(generations, mostRows);
        var isLone = _batch.Count == 1 && HasRoomForAnother(generations[0]);
        var start = time.GetTimestamp();
        if (isLone && _loneRow.AddsRow)
            DecodeWithAnother(generations[0]);
        else
            engine.Decode(_batch);
        var drafted = 0;
        var fed = 0;
        foreach (var generation in generations)
        {
            var session = generation.Session;
            var rows = Math.Min(session.Pending, mostRows);
            fed += rows;
            session.Fed(rows);
            if (session.Pending > 0)
                continue;
            session.Draw(engine.Logits(fed - 1)[..generation.Vocabulary]);
            drafted++;
        }

        var elapsed = time.GetElapsedTime(start);
        if (isLone)
            _loneRow.Observe(elapsed);
        metrics.CountPass(fed, drafted, elapsed);
    }

    private void Fill(List<DraftedGeneration> generations, int mostRows)
    {
        _batch.Clear();
        foreach (var generation in generations)
        {
            var session = generation.Session;
            var rows = Math.Min(session.Pending, mostRows);
            var tokens = session.Feed(rows);
            for (var row = 0; row < rows; row++)
                _batch.Add(tokens[row], session.Cached + row, generation.Slot, row + 1 == session.Pending);
        }
    }

    private bool HasRoomForAnother(DraftedGeneration generation) =>
        engine.Facts.MaxBatchRows > 1 && generation.Session.Cached + 1 < engine.Facts.ContextPerSequence;

    /// <summary>Decodes the one row of the batch, and behind it another that is forgotten at once.</summary>
    private void DecodeWithAnother(DraftedGeneration generation)
    {
        var (token, next) = (generation.Session.Feed(1)[0], generation.Session.Cached + 1);
        _batch.Add(token, next, generation.Slot, wantLogits: false);
        engine.Decode(_batch);
        engine.Truncate(generation.Slot, next);
    }
}
