namespace SpecMesh.Gateway.Generations;

/// <summary>Times one generation.</summary>
internal sealed class GenerationTiming(GenerationMetrics metrics, TimeProvider time, string model)
{
    private readonly long _start = time.GetTimestamp();
    private TimeSpan? _firstToken;

    public void TokensCame() => _firstToken ??= time.GetElapsedTime(_start);

    /// <returns>How long it took.</returns>
    public TimeSpan End(TokenTally tally)
    {
        var duration = time.GetElapsedTime(_start);
        metrics.Record(model, duration, _firstToken, tally);
        return duration;
    }
}
