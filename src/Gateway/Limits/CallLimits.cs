namespace SpecMesh.Gateway.Limits;

/// <summary>What a caller may do. 0: no limit.</summary>
internal sealed record CallLimits(int RequestsPerMinute, int TokensPerMinute, int Concurrency)
{
    /// <summary>A sentence for each that cannot be.</summary>
    /// <param name="place">Where they were set.</param>
    public IEnumerable<string> Problems(string place)
    {
        foreach (var (name, value) in new[] { (nameof(RequestsPerMinute), RequestsPerMinute), (nameof(TokensPerMinute), TokensPerMinute), (nameof(Concurrency), Concurrency) })
        {
            if (value < 0)
                yield return $"{place} has {name} {value}. Set it to a number above 0, or to 0 for no limit.";
        }
    }
}
