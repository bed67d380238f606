namespace SpecMesh.Gateway.Generations;

/// <summary>Times one generation.</summary>
internal sealed class GenerationTiming(GenerationMetrics metrics, TimeProvider time, string model)
{
    private readonly long _start = time.GetTimestamp();
    private TimeSpan? _firstToken;

    public void TokensCame() => _firstToken ??= time.GetElapsedTime(_start);

    public void End(TokenTally tally) => metrics.Record(model, time.GetElapsedTime(_start), _firstToken, tally);
}
