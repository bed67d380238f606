namespace SpecMesh.Gateway.Generations;

/// <summary>Times one generation.</summary>
internal sealed class GenerationTiming(GenerationMetrics metrics, TimeProvider time, string model)
{
    private readonly long _start = time.GetTimestamp();
    private TimeSpan _opened;
    private TimeSpan? _firstToken;
    private TimeSpan _lastToken;

    /// <summary>From when a verifier took the generation until its first tokens came.</summary>
    public TimeSpan Prompt => (_firstToken ?? _opened) - _opened;

    /// <summary>From the first tokens to the last.</summary>
    public TimeSpan Predicted => _firstToken is { } first ? _lastToken - first : TimeSpan.Zero;

    /// <summary>A verifier has taken it for the first time.</summary>
    public void Opened() => _opened = time.GetElapsedTime(_start);

    public void TokensCame()
    {
        var now = time.GetElapsedTime(_start);
        if (_firstToken is null)
            _firstToken = now;
        else
            metrics.TokensCame(model, now - _lastToken);
        _lastToken = now;
    }

    /// <param name="tally">What came of it.</param>
    /// <param name="errorType">What kind of failure ended it; null: none.</param>
    /// <returns>How long it took.</returns>
    public TimeSpan End(TokenTally tally, string? errorType)
    {
        var duration = time.GetElapsedTime(_start);
        metrics.Record(model, duration, _firstToken, tally, errorType);
        return duration;
    }
}
