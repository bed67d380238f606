using SpecMesh.Inference.Engine;
using SpecMesh.Speculation.Verification;
using SpecMesh.VerifierService.Sessions;

namespace SpecMesh.VerifierService.Loop;

/// <summary>Runs one forward pass and turns its logits into verdicts.</summary>
internal sealed class PassRunner(
    IEngine engine, DecodePlanner planner, BlockIntake blocks, VerifierMetrics metrics, LoadReport load, TimeProvider time)
{
    private readonly DecodeBatch _batch = new();
    private readonly EngineRows _logits = new(engine);

    /// <summary>Tokens that the last pass decided.</summary>
    public int Committed { get; private set; }

    /// <param name="generations">In ascending order of slot.</param>
    /// <param name="rows">Rows of each: the same for all, so that one pass over the weights serves them.</param>
    /// <param name="prefill">Whether this is a chunk of a prompt.</param>
    /// <returns>How long the forward pass took.</returns>
    public TimeSpan Run(IReadOnlyList<OpenedGeneration> generations, int rows, bool prefill)
    {
        Fill(generations, rows);
        var start = time.GetTimestamp();
        engine.Decode(_batch);
        var elapsed = time.GetElapsedTime(start);
        metrics.CountPass(prefill, _batch.Count, rows - 1, elapsed);

        Committed = 0;
        start = time.GetTimestamp();
        for (var i = 0; i < generations.Count; i++)
        {
            _logits.FirstRow = i * rows;
            Decide(generations[i], rows, generations.Count, elapsed);
        }

        metrics.CountSampling(time.GetElapsedTime(start));
        return elapsed;
    }

    private void Fill(IReadOnlyList<OpenedGeneration> generations, int rows)
    {
        _batch.Clear();
        for (var i = 0; i < generations.Count; i++)
        {
            var generation = generations[i];
            var session = generation.Session;
            var tokens = session.Feed(rows);
            var firstWanted = FirstWanted(session, rows);
            for (var row = 0; row < rows; row++)
                _batch.Add(tokens[row], session.Cached + row, generation.Slot, row >= firstWanted);
        }
    }

    /// <summary>The first row whose logits are wanted: a lone one would be computed by another kernel, and come out with other last bits.</summary>
    private int FirstWanted(VerifierSession session, int rows) => session.FirstSampledRow < rows
        ? Math.Max(0, Math.Min(session.FirstSampledRow, rows - engine.Facts.MinRowsPerSequence))
        : rows;

    private void Decide(OpenedGeneration generation, int rows, int generations, TimeSpan elapsed)
    {
        var session = generation.Session;
        var fed = session.Cached + rows;
        var outcome = session.Decide(_logits, generation.Text, generation.Report);
        if (session.Cached < fed)
            engine.Truncate(generation.Slot, session.Cached);
        if (outcome.Committed == 0)
            return;
        metrics.CountOutcome(outcome);
        generation.Tally?.CountOutcome(outcome);
        load.CountDecided(outcome.Committed);
        Committed += outcome.Committed;
        // What came in during the pass: it may be all that the next one needs.
        blocks.Take(generation);

        var response = OpenedGeneration.TakeVerdict();
        var verdict = response.Verdict;
        verdict.Base = outcome.Base;
        verdict.Accepted = outcome.Accepted;
        verdict.AcceptedGuesses = outcome.GuessesPredicted ? 0 : outcome.AcceptedGuesses;
        verdict.AcceptedPrediction = outcome.GuessesPredicted ? outcome.AcceptedGuesses : 0;
        verdict.Rejected = outcome.Rejected;
        verdict.RejectedGuesses = outcome.GuessesPredicted ? 0 : outcome.RejectedGuesses;
        verdict.RejectedPrediction = outcome.GuessesPredicted ? outcome.RejectedGuesses : 0;
        verdict.Stale = generation.Stale;
        verdict.Text = generation.Text.Take();
        verdict.Finish = generation.Text.Finish;
        verdict.Stop = generation.Text.Stop;
        var wanted = planner.WantedOf(generation);
        verdict.WantedDraftTokens = wanted.Depth;
        verdict.WantedAhead = wanted.Ahead;
        verdict.LeastReach = wanted.LeastReach;
        verdict.LeastDraftTokens = wanted.LeastTokens;
        verdict.PassMicroseconds = (int)elapsed.TotalMicroseconds;
        foreach (var token in session.DecidedTokens[outcome.Base..])
            verdict.Committed.Add(token);
        generation.Report?.MoveTo(verdict);
        generation.Stale = 0;
        generation.Send(response);
        generation.Trace?.Decided(outcome, rows, generations, elapsed);
        generation.Arrival.VerdictSent(session.Decided, wanted.Depth > 0);
    }

    private sealed class EngineRows(IEngine engine) : ILogitRows
    {
        public int FirstRow { get; set; }

        public ReadOnlySpan<float> this[int row] => engine.Logits(FirstRow + row);
    }
}
