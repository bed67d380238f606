using SpecMesh.Speculation.Sampling.Filters;
using SpecMesh.Speculation.Sampling.Noise;

namespace SpecMesh.Speculation.Sampling;

/// <summary>The best token of a <see cref="Race"/> so far, and what a token must have to beat it.</summary>
/// <remarks>
/// Both limits below are in units of logits, where no division loses anything next to temperature 0: score >= best means
/// logit + T * noise >= T * best. They lie below the true limit by more than all rounding can amount to: with B = T * best,
/// <list type="bullet">
/// <item>a bound that is computed in single precision is off by at most 2^-24 of the sum, T * 2^-24 * 22 of the product and
/// T * <see cref="GumbelNoise.BoundError"/>;</item>
/// <item>the scores themselves, in double precision, by a few 2^-52 of |B| + T * 23;</item>
/// <item>the limit, when it is rounded to single precision, by 2^-24 of |B| + T * 23;</item>
/// <item>numbers below the normal range by 2^-149 each.</item>
/// </list>
/// The margin of (|B| + 32 T) * 2^-20 + 1e-43 is more than twice the sum. Since x - |x| * 2^-24 grows with x, it also covers scores far above B.
/// </remarks>
internal struct Leader
{
    private readonly double _temperature;
    private readonly Cutoff _cutoff;
    private double _best;

    public Leader(float temperature, Cutoff cutoff, int token, float logit, uint word)
    {
        _temperature = temperature;
        _cutoff = cutoff;
        Lead(token, Score(logit, word));
    }

    public int Token { get; private set; }

    /// <summary>A token with a lower logit loses, whatever its noise.</summary>
    public float LeastLogit { get; private set; }

    /// <summary>A token with logit + T * <see cref="GumbelNoise.UpperBound"/> below this loses.</summary>
    public float LeastBound { get; private set; }

    /// <summary>Compares a token's exact score.</summary>
    public void Challenge(int token, float logit, uint word)
    {
        if (!_cutoff.Keeps(token, logit))
            return;
        var score = Score(logit, word);
        if (score > _best || (score == _best && token < Token))
            Lead(token, score);
    }

    // The quotient in double precision: next to temperature 0 that of two floats is infinite, and every token would be level.
    private readonly double Score(float logit, uint word) => logit / _temperature + GumbelNoise.Of(word);

    private void Lead(int token, double score)
    {
        (Token, _best) = (token, score);
        var least = _temperature * score;
        var margin = (Math.Abs(least) + 32 * _temperature) * (1.0 / (1 << 20)) + 1e-43;
        LeastBound = ToFloat(least - margin);
        LeastLogit = MathF.Max(_cutoff.Logit, ToFloat(least - _temperature * GumbelNoise.Greatest - margin));
    }

    // A bound that overflows is infinite and must not be below the limit.
    private static float ToFloat(double limit) => (float)Math.Min(limit, float.MaxValue);
}
