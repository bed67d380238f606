namespace SpecMesh.LoadTest.Load;

/// <summary>When requests come, in time since the start: endless sequences that never go back.</summary>
internal static class ArrivalProcess
{
    /// <summary>Evenly spaced, from the start on.</summary>
    /// <param name="rate">Arrivals a second.</param>
    public static IEnumerable<TimeSpan> Constant(double rate)
    {
        for (var i = 0L; ; i++)
            yield return TimeSpan.FromSeconds(i / rate);
    }

    /// <summary>Independent users: gaps are exponentially distributed.</summary>
    /// <param name="rate">Mean arrivals a second.</param>
    /// <param name="seed">Chooses the gaps.</param>
    public static IEnumerable<TimeSpan> Poisson(double rate, int seed) => Unit(seed).Select(at => TimeSpan.FromSeconds(at / rate));

    /// <summary>Groups that come at once, evenly spaced.</summary>
    /// <param name="rate">Mean arrivals a second.</param>
    /// <param name="size">Arrivals in a group.</param>
    public static IEnumerable<TimeSpan> Burst(double rate, int size)
    {
        for (var i = 0L; ; i++)
            yield return TimeSpan.FromSeconds(i / size * size / rate);
    }

    /// <summary>A Poisson process whose rate changes evenly, and then stays.</summary>
    /// <param name="from">Arrivals a second at the start; may be 0.</param>
    /// <param name="to">Arrivals a second at the end of the change.</param>
    /// <param name="over">How long the change takes.</param>
    /// <param name="seed">Chooses the gaps.</param>
    public static IEnumerable<TimeSpan> Ramp(double from, double to, TimeSpan over, int seed)
    {
        // The expected number of arrivals until t is from t + slope t^2 / 2; where it reaches those of a process of rate 1, an arrival is due.
        var seconds = over.TotalSeconds;
        var slope = (to - from) / seconds;
        var during = (from + to) / 2 * seconds;
        foreach (var count in Unit(seed))
        {
            yield return TimeSpan.FromSeconds(
                count >= during ? seconds + ((count - during) / to)
                : slope == 0 ? count / from
                : (Math.Sqrt((from * from) + (2 * slope * count)) - from) / slope);
        }
    }

    private static IEnumerable<double> Unit(int seed)
    {
        var random = new Random(seed);
        for (var at = 0.0; ;)
        {
            at -= Math.Log(1 - random.NextDouble());
            yield return at;
        }
    }
}
