using System.Runtime.InteropServices;

namespace SpecMesh.Speculation.Sampling;

/// <summary>A token that may still be drawn.</summary>
internal readonly record struct Candidate(int Token, float Logit);

/// <summary>Top-k, then top-p, then min-p. Each keeps at least the most likely token.</summary>
internal sealed class CandidateFilter(SamplingParameters parameters)
{
    private readonly List<Candidate> _candidates = [];

    /// <summary>The tokens that survive, most likely first; equal logits in order of id.</summary>
    public ReadOnlySpan<Candidate> Apply(ReadOnlySpan<float> logits)
    {
        _candidates.Clear();
        for (var token = 0; token < logits.Length; token++)
            _candidates.Add(new Candidate(token, logits[token]));

        var sorted = CollectionsMarshal.AsSpan(_candidates);
        sorted.Sort(static (a, b) => a.Logit != b.Logit ? b.Logit.CompareTo(a.Logit) : a.Token.CompareTo(b.Token));

        if (parameters.TopK > 0)
            sorted = sorted[..Math.Min(parameters.TopK, sorted.Length)];
        if (parameters.TopP < 1)
            sorted = sorted[..NucleusSize(sorted)];
        if (parameters.MinP > 0)
            sorted = sorted[..LikelyEnough(sorted)];
        return sorted;
    }

    private int NucleusSize(ReadOnlySpan<Candidate> sorted)
    {
        var max = sorted[0].Logit;
        var total = 0.0;
        foreach (var candidate in sorted)
            total += Math.Exp(candidate.Logit - max);

        var cumulative = 0.0;
        for (var i = 0; i < sorted.Length; i++)
        {
            cumulative += Math.Exp(sorted[i].Logit - max) / total;
            if (cumulative >= parameters.TopP)
                return i + 1;
        }

        return sorted.Length;
    }

    private int LikelyEnough(ReadOnlySpan<Candidate> sorted)
    {
        // p(v) >= minP * p(max), in the log domain.
        var least = sorted[0].Logit + MathF.Log(parameters.MinP);
        var kept = 1;
        while (kept < sorted.Length && sorted[kept].Logit >= least)
            kept++;
        return kept;
    }
}
