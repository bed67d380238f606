using SpecMesh.LoadTest.Metrics;

namespace SpecMesh.LoadTest.Health;

/// <summary>This client in a part of a run.</summary>
/// <param name="Until">The end of the part, from the start of the run.</param>
/// <param name="Processor">Share of all processors that this client used, 0 to 1.</param>
/// <param name="WorstLag">Most that a timer of this client was late.</param>
internal readonly record struct ClientSample(TimeSpan Until, double Processor, TimeSpan WorstLag)
{
    /// <summary>Use of the processors above which a client is taken as the bottleneck.</summary>
    public const double SaturatedProcessor = 0.8;

    public bool Saturated => Processor >= SaturatedProcessor;
}

/// <summary>How this client was in a run: whether its own figures can be trusted.</summary>
/// <param name="Processors">Processors that it may use.</param>
/// <param name="Samples">Part by part.</param>
/// <param name="Lag">How late its timers were, in milliseconds.</param>
/// <param name="CollectorPause">Time in which the garbage collector held all its threads.</param>
internal sealed record ClientHealth(int Processors, IReadOnlyList<ClientSample> Samples, Distribution Lag, TimeSpan CollectorPause)
{
    public double MeanProcessor => Samples.Count == 0 ? 0 : Samples.Average(static sample => sample.Processor);

    public double PeakProcessor => Samples.Count == 0 ? 0 : Samples.Max(static sample => sample.Processor);

    /// <summary>Share of the run in which it was saturated.</summary>
    public double SaturatedShare => Samples.Count == 0 ? 0 : (double)Samples.Count(static sample => sample.Saturated) / Samples.Count;

    /// <summary>Most that a timer was late while a request ran.</summary>
    public TimeSpan WorstLag(TimeSpan from, TimeSpan to) => During(from, to).Select(static sample => sample.WorstLag).DefaultIfEmpty().Max();

    /// <summary>Whether it was saturated in any part of the time that a request ran.</summary>
    public bool Saturated(TimeSpan from, TimeSpan to) => During(from, to).Any(static sample => sample.Saturated);

    private IEnumerable<ClientSample> During(TimeSpan from, TimeSpan to)
    {
        var start = TimeSpan.Zero;
        foreach (var sample in Samples)
        {
            if (start < to && sample.Until > from)
                yield return sample;
            start = sample.Until;
        }
    }
}
