using SpecMesh.Inference.Engine;

namespace SpecMesh.DraftService.Loop;

/// <summary>Runs one forward pass over several generations and draws their guesses from its logits.</summary>
internal sealed class DraftPass(IEngine engine, DraftMetrics metrics, TimeProvider time)
{
    private readonly DecodeBatch _batch = new();

    /// <summary>Feeds each generation what is pending, and draws a guess where nothing is left.</summary>
    /// <param name="generations">In ascending order of slot.</param>
    /// <param name="mostRows">The most rows of one generation.</param>
    /// <exception cref="EngineException">The pass failed; no generation has moved on.</exception>
    public void Run(List<DraftedGeneration> generations, int mostRows)
    {
        Fill(generations, mostRows);
        var start = time.GetTimestamp();
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

        metrics.CountPass(_batch.Count, drafted, time.GetElapsedTime(start));
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
}
