using SpecMesh.Speculation.Sampling.Filters;
using SpecMesh.Speculation.Sampling.Noise;

namespace SpecMesh.Speculation.Sampling;

/// <summary>The best token of a <see cref="Race"/> so far, by how much it leads, and what a token must have to change either.</summary>
/// <remarks>
/// A token matters if its score is above the floor: the second best score, but no further behind the best one than a lead is of interest.
/// Both limits below are in units of logits, where no division loses anything next to temperature 0: score >= floor means
/// logit + T * noise >= T * floor. They lie below the true limit by more than all rounding can amount to: with B = T * floor,
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
    private readonly double _widestLead;
    private double _best = double.NegativeInfinity;
    private double _second = double.NegativeInfinity;
    private double _floor;

    /// <param name="temperature">More than 0.</param>
    /// <param name="cutoff">Which tokens take part.</param>
    /// <param name="token">The one that leads at first.</param>
    /// <param name="logit">Its logit.</param>
    /// <param name="word">The random word of its noise.</param>
    /// <param name="widestLead">The greatest <see cref="Lead"/> that is told from greater ones, in units of logits. 0: only the winner counts, which is faster.</param>
    public Leader(float temperature, Cutoff cutoff, int token, float logit, uint word, double widestLead = 0)
    {
        _temperature = temperature;
        _cutoff = cutoff;
        _widestLead = widestLead;
        TakeLead(token, Score(logit, word));
    }

    public int Token { get; private set; }

    /// <summary>By how much the logit of another token would have to be higher for it to win.</summary>
    public readonly double Lead => Math.Min(_widestLead, _temperature * (_best - _second));

    /// <summary>A token with a lower logit does not matter, whatever its noise.</summary>
    public float LeastLogit { get; private set; }

    /// <summary>A token with logit + T * <see cref="GumbelNoise.UpperBound"/> below this does not matter.</summary>
    public float LeastBound { get; private set; }

    /// <summary>Compares a token's exact score.</summary>
    public void Challenge(int token, float logit, uint word)
    {
        if (!_cutoff.Keeps(token, logit))
            return;
        var score = Score(logit, word);
        if (score > _best || (score == _best && token < Token))
            TakeLead(token, score);
        else if (score > _floor && token != Token)
            Follow(score);
    }

    // The quotient in double precision: next to temperature 0 that of two floats is infinite, and every token would be level.
    private readonly double Score(float logit, uint word) => logit / _temperature + GumbelNoise.Of(word);

    private void TakeLead(int token, double score)
    {
        Token = token;
        (_best, _second) = (score, _best);
        SetLimits();
    }

    private void Follow(double score)
    {
        _second = score;
        SetLimits();
    }

    private void SetLimits()
    {
        _floor = Math.Max(_second, _best - _widestLead / _temperature);
        var least = _temperature * _floor;
        var margin = (Math.Abs(least) + 32 * _temperature) * (1.0 / (1 << 20)) + 1e-43;
        LeastBound = ToFloat(least - margin);
        LeastLogit = MathF.Max(_cutoff.Logit, ToFloat(least - _temperature * GumbelNoise.Greatest - margin));
    }

    // A bound that overflows is infinite and must not be below the limit.
    private static float ToFloat(double limit) => (float)Math.Min(limit, float.MaxValue);
}
