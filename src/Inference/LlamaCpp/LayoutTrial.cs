using System.Globalization;
using Microsoft.Extensions.Logging;
using SpecMesh.Inference.Engine;

namespace SpecMesh.Inference.LlamaCpp;

/// <summary>Finds the flash attention and KV layout with which a model is fastest on this device, by running it with each for a moment.</summary>
/// <remarks>
/// Two passes are timed, over a short context in every sequence: one row of one sequence, as for a lone generation, and some rows of all sequences,
/// as under load. What counts is the geometric mean of both.
/// </remarks>
/// <param name="create">Makes an engine. It is disposed before the next is made, so that memory is needed for one only.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">Is told what was measured and chosen, in one line.</param>
internal sealed partial class LayoutTrial(Func<EnginePlan, IEngine> create, TimeProvider time, ILogger logger)
{
    // How much faster than the default another must be: less is within the noise, and the default is what is best known.
    private const double Margin = 0.03;

    private const int LoadRows = 4;
    private const int LeastPositions = 16;
    private const int MostPositions = 256;

    private static readonly TimeSpan FillFor = TimeSpan.FromSeconds(0.5);

    // Once this has passed, no further candidate is begun: with a model for which it is not enough, loading took minutes, too.
    private static readonly TimeSpan Budget = TimeSpan.FromSeconds(5);

    // The same for every candidate; null until the first has shown what it can fill.
    private int? _positions;

    // Times were so uneven that what was measured is worth nothing.
    private bool _disturbed;

    /// <param name="candidates">What to try; the first is the default.</param>
    /// <param name="cancellationToken">Stops it within one pass.</param>
    /// <returns>The default, unless another is clearly faster; null if nothing can be said: no candidate could be run, or others use the device.</returns>
    public EnginePlan? Run(IReadOnlyList<EnginePlan> candidates, CancellationToken cancellationToken)
    {
        var start = time.GetTimestamp();
        var timings = new List<LayoutTiming>();
        foreach (var plan in candidates)
        {
            if (_disturbed || time.GetElapsedTime(start) > Budget)
                break;
            if (Measure(plan, cancellationToken) is { } timing)
                timings.Add(timing);
        }

        var chosen = timings.MinBy(static timing => timing.Score);
        if (chosen is not null && timings[0].Plan == candidates[0] && chosen != timings[0])
        {
            // Perhaps another process took the cores just then: the default is asked again before it has to go.
            var again = Measure(candidates[0], cancellationToken);
            timings[0] = again is null ? timings[0] : timings[0].BestOf(again);
            if (chosen.Score > timings[0].Score * (1 - Margin))
                chosen = timings[0];
        }

        var tried = string.Join(", ", candidates.Select(plan => Describe(plan, timings.Find(timing => timing.Plan == plan))));
        if (_disturbed)
        {
            Log.Disturbed(logger, candidates[0].Attention, tried);
            return null;
        }

        Log.Chosen(logger, _positions ?? 0, tried, chosen?.Plan.Attention ?? "none", time.GetElapsedTime(start).TotalSeconds);
        return chosen?.Plan;
    }

    private LayoutTiming? Measure(EnginePlan plan, CancellationToken cancellationToken)
    {
        try
        {
            using var engine = create(plan);
            var facts = engine.Facts;
            var rows = Math.Min(LoadRows, Math.Min(facts.MaxBatchRows, facts.ContextPerSequence));
            var passes = new TrialPasses(engine, time, cancellationToken);
            _positions ??= Affordable(passes, facts.ContextPerSequence - rows);
            passes.Fill(_positions.Value);
            if (passes.Time(1, 1) is { } lone && passes.Time(Math.Min(facts.MaxSequences, facts.MaxBatchRows / rows), rows) is { } load)
                return new LayoutTiming(plan, lone, load);
            _disturbed = true;
            return null;
        }
        catch (EngineException e)
        {
            Log.LeftOut(logger, plan.Attention, e.Message);
            return null;
        }
    }

    /// <summary>How many positions can be filled in every sequence in the time there is for it.</summary>
    private static int Affordable(TrialPasses passes, int room)
    {
        var least = Math.Min(LeastPositions, room);
        // The first time it is cold: weights may still be on disk, and a GPU prepares its programs.
        passes.Fill(least);
        passes.Clear();
        var elapsed = passes.Fill(least);
        return elapsed == TimeSpan.Zero
            ? Math.Min(MostPositions, room)
            : (int)Math.Clamp(least * (FillFor / elapsed), least, Math.Min(MostPositions, room));
    }

    private static string Describe(EnginePlan plan, LayoutTiming? timing) => timing is null
        ? $"{plan.Attention} not measured"
        : string.Create(CultureInfo.InvariantCulture, $"{plan.Attention} {timing.Lone.TotalMilliseconds:0.00} and {timing.Load.TotalMilliseconds:0.00} ms");

    /// <param name="Plan">The candidate.</param>
    /// <param name="Lone">One row of one sequence.</param>
    /// <param name="Load">Some rows of all sequences.</param>
    private sealed record LayoutTiming(EnginePlan Plan, TimeSpan Lone, TimeSpan Load)
    {
        /// <summary>Seconds; the lower, the better.</summary>
        public double Score => Math.Sqrt(Lone.TotalSeconds * Load.TotalSeconds);

        public LayoutTiming BestOf(LayoutTiming other) =>
            this with { Lone = Lone < other.Lone ? Lone : other.Lone, Load = Load < other.Load ? Load : other.Load };
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Information, "Tried what is fastest here, with {Positions} positions in each sequence, one row and a full pass: {Tried}. Chosen: {Chosen}, in {Seconds:0.0} s")]
        public static partial void Chosen(ILogger logger, int positions, string tried, string chosen, double seconds);

        [LoggerMessage(LogLevel.Information, "Stays with {Standard} and tries again at the next start: other work on this machine makes times too uneven to tell what is fastest ({Tried})")]
        public static partial void Disturbed(ILogger logger, string standard, string tried);

        [LoggerMessage(LogLevel.Debug, "Not tried, {Plan}: {Reason}")]
        public static partial void LeftOut(ILogger logger, string plan, string reason);
    }
}
