namespace SpecMesh.LoadTest.Memory;

/// <summary>A service's resident memory at one moment of a run.</summary>
internal readonly record struct MemorySample(TimeSpan At, double Bytes);

/// <summary>A service's resident memory over a run.</summary>
/// <param name="Source">The service.</param>
/// <param name="Samples">In order of time; at least one.</param>
/// <param name="Missed">Times that it could not be read.</param>
internal sealed record MemorySeries(MemorySource Source, IReadOnlyList<MemorySample> Samples, int Missed)
{
    /// <summary>A change of so many bytes is no leak, however small the service: heaps grow in steps.</summary>
    private const double Step = 8 * 1024 * 1024;

    /// <summary>The first third of the time is left out: caches fill, code is compiled, connections are opened.</summary>
    public IReadOnlyList<MemorySample> Settled { get; } =
        [.. Samples.Where(sample => sample.At - Samples[0].At >= (Samples[^1].At - Samples[0].At) / 3)];

    public double Most => Samples.Max(static sample => sample.Bytes);

    /// <summary>Bytes a second over the settled part: the straight line with the least squares.</summary>
    public double Slope
    {
        get
        {
            var (meanTime, meanBytes) = (Settled.Average(static sample => sample.At.TotalSeconds), Settled.Average(static sample => sample.Bytes));
            var spread = Settled.Sum(sample => Math.Pow(sample.At.TotalSeconds - meanTime, 2));
            return spread > 0 ? Settled.Sum(sample => (sample.At.TotalSeconds - meanTime) * (sample.Bytes - meanBytes)) / spread : 0;
        }
    }

    /// <summary>Bytes by which it grew over the settled part, along that line.</summary>
    public double Growth => Slope * (Settled[^1].At - Settled[0].At).TotalSeconds;

    /// <summary>The same as a share of what it had on average.</summary>
    public double GrowthShare => Growth / Settled.Average(static sample => sample.Bytes);

    /// <summary>Whether it grew by no more than this share, or by too little to tell.</summary>
    public bool IsFlat(double most) => Growth <= Step || GrowthShare <= most;
}
