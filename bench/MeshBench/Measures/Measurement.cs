using SpecMesh.MeshBench.Load;

namespace SpecMesh.MeshBench.Measures;

/// <summary>Everything that one mode gave at one setting.</summary>
internal sealed class Measurement
{
    private readonly List<Answer> _answers = [];
    private readonly List<double> _totals = [];

    /// <summary>Takes in what the clients got in one round.</summary>
    public void Add(Batch batch)
    {
        _answers.AddRange(batch.Answers);
        _totals.Add(batch.TokensPerSecond);
        Seconds += batch.Seconds;
    }

    /// <summary>Takes in what the mesh did meanwhile; null where it was not asked.</summary>
    public void Add(MeshWork? work)
    {
        if (work is not null)
            Work = Work is null ? work : Work + work;
    }

    /// <summary>What the mesh did; null for a mode that is no mesh.</summary>
    public MeshWork? Work { get; private set; }

    /// <summary>Wall time of all batches.</summary>
    public double Seconds { get; private set; }

    public IReadOnlyList<Answer> Answers => _answers;

    public int Tokens => _answers.Sum(static answer => answer.Tokens);

    /// <summary>Tokens per second of a request after its first.</summary>
    public double DecodeTokensPerSecond =>
        _answers.Sum(static answer => Math.Max(0, answer.Tokens - 1)) / _answers.Sum(static answer => answer.Decode.TotalSeconds);

    /// <summary>Tokens per second of all clients together while all were busy, of each round.</summary>
    public IReadOnlyList<double> Totals => _totals;

    public double TotalTokensPerSecond => _totals.Average();

    public double FirstTokenMilliseconds => _answers.Average(static answer => answer.FirstToken.TotalMilliseconds);

    public double TimePerTokenMilliseconds => 1000 / DecodeTokensPerSecond;

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
}
