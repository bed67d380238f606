namespace SpecMesh.Speculation.Sampling.Filters;

/// <summary>Top-k, then top-p, then min-p. Each keeps at least the most likely token.</summary>
internal sealed class CandidateFilter(SamplingParameters parameters)
{
    private readonly Nucleus? _nucleus = parameters.TopP < 1 ? new Nucleus(parameters.TopP) : null;
    private readonly Shortlist _shortlist = new();

    /// <summary>Which tokens are kept.</summary>
    /// <param name="logits">One per token; none is NaN.</param>
    /// <param name="mostLikely">The token with the highest logit, the lowest id of those, and the logit is finite.</param>
    public Cutoff Apply(ReadOnlySpan<float> logits, int mostLikely)
    {
        var likelyEnough = LikelyEnough(logits[mostLikely], mostLikely);
        return likelyEnough.Tighter(ByRank(logits, logits[mostLikely], likelyEnough.Logit));
    }

    private Cutoff ByRank(ReadOnlySpan<float> logits, float max, float least)
    {
        if (parameters.TopK > 0 && parameters.TopK < logits.Length)
        {
            _shortlist.TakeBest(logits, parameters.TopK);
            return _nucleus?.Cut(_shortlist) ?? _shortlist.Last;
        }

        return _nucleus?.Cut(logits, max, least, _shortlist) ?? Cutoff.None;
    }

    // p(v) >= minP * p(max), in the log domain.
    private Cutoff LikelyEnough(float max, int mostLikely)
    {
        if (parameters.MinP <= 0)
            return Cutoff.None;
        var least = max + MathF.Log(parameters.MinP);
        return least <= max ? new Cutoff(least, int.MaxValue) : new Cutoff(max, mostLikely);
    }
}
