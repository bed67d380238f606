namespace SpecMesh.MeshBench;

/// <summary>Everything that one mode gave at one setting.</summary>
internal sealed class Measurement
{
    private readonly List<Answer> _answers = [];
    private TimeSpan _busy;

    /// <summary>Takes in one batch of requests that ran at once.</summary>
    /// <param name="answers">Their answers.</param>
    /// <param name="elapsed">From the first request's start to the last one's end.</param>
    public void Add(IEnumerable<Answer> answers, TimeSpan elapsed)
    {
        _answers.AddRange(answers);
        _busy += elapsed;
    }

    public int Requests => _answers.Count;

    public int Tokens => _answers.Sum(static answer => answer.Tokens);

    /// <summary>Tokens per second of a request after its first.</summary>
    public double DecodeTokensPerSecond =>
        _answers.Sum(static answer => Math.Max(0, answer.Tokens - 1)) / _answers.Sum(static answer => answer.Decode.TotalSeconds);

    /// <summary>Tokens per second of all requests together, prefill included.</summary>
    public double TotalTokensPerSecond => Tokens / _busy.TotalSeconds;

    public double FirstTokenMilliseconds => _answers.Average(static answer => answer.FirstToken.TotalMilliseconds);

    public double GapMilliseconds(double quantile)
    {
        var gaps = _answers.SelectMany(static answer => answer.Gaps).Order().ToList();
        return gaps.Count == 0 ? 0 : gaps[(int)(quantile * (gaps.Count - 1))].TotalMilliseconds;
    }

    /// <summary>Share of the verified draft tokens that were accepted.</summary>
    public double AcceptanceRate
    {
        get
        {
            var accepted = _answers.Sum(static answer => answer.Accepted);
            var verified = accepted + _answers.Sum(static answer => answer.Rejected);
            return verified == 0 ? 0 : (double)accepted / verified;
        }
    }

    public int Accepted => _answers.Sum(static answer => answer.Accepted);
}

/// <summary>One row of the result: plain and mesh at one setting.</summary>
internal sealed record Comparison(float Temperature, int Concurrency, Measurement Plain, Measurement Mesh, int Differences)
{
    public double DecodeRatio => Mesh.DecodeTokensPerSecond / Plain.DecodeTokensPerSecond;

    public double TotalRatio => Mesh.TotalTokensPerSecond / Plain.TotalTokensPerSecond;
}
