using SpecMesh.LoadTest.Load;

namespace SpecMesh.LoadTest.Memory;

/// <summary>Reads the memory of services while a run lasts.</summary>
internal sealed class MemoryWatch(IReadOnlyList<MemorySource> sources, HttpClient http)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>Reads each once.</summary>
    /// <exception cref="LoadTestException">One cannot be read, or does not say how much memory it has.</exception>
    public async Task CheckAsync(CancellationToken cancellation)
    {
        foreach (var source in sources)
        {
            try
            {
                if (await ReadAsync(source, cancellation) is null)
                    throw new LoadTestException($"--memory: {source.Metrics} does not say how much memory its process has.");
            }
            catch (HttpRequestException e)
            {
                throw new LoadTestException($"--memory: {source.Metrics} cannot be read: {e.GetBaseException().Message}.", e);
            }
        }
    }

    /// <summary>Reads all of them every two seconds, and once more when the run has ended.</summary>
    public async Task<IReadOnlyList<MemorySeries>> RunAsync(RunClock clock, CancellationToken ended)
    {
        var series = sources.Select(static source => (Source: source, Samples: new List<MemorySample>(), Missed: new List<TimeSpan>())).ToList();
        using var timer = new PeriodicTimer(Interval, clock.Time);
        try
        {
            do
            {
                await SampleAsync();
            }
            while (await timer.WaitForNextTickAsync(ended));
        }
        catch (OperationCanceledException) when (ended.IsCancellationRequested)
        {
            await SampleAsync();
        }

        return [.. series.Where(static one => one.Samples.Count > 0).Select(static one => new MemorySeries(one.Source, one.Samples, one.Missed.Count))];

        Task SampleAsync() => Task.WhenAll(series.Select(async one =>
        {
            var at = clock.Now;
            try
            {
                using var patience = new CancellationTokenSource(Patience, clock.Time);
                if (await ReadAsync(one.Source, patience.Token) is { } bytes)
                    one.Samples.Add(new MemorySample(at, bytes));
                else
                    one.Missed.Add(at);
            }
            catch (Exception e) when (e is HttpRequestException or OperationCanceledException)
            {
                one.Missed.Add(at);
            }
        }));
    }

    private async Task<double?> ReadAsync(MemorySource source, CancellationToken cancellation) =>
        ResidentMemory.Read(await http.GetStringAsync(source.Metrics, cancellation));
}
