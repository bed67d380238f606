namespace SpecMesh.Speculation.Planning;

/// <summary>Counts of right and wrong guesses whose evidence fades, so that the mean follows a text that turns easier or harder.</summary>
internal struct FadingTally
{
    private double _right;
    private double _wrong;

    /// <summary>Mean of the Beta posterior, in (0, 1) for a prior in (0, 1).</summary>
    /// <param name="prior">What is believed before any evidence.</param>
    /// <param name="weight">Number of guesses that the prior counts for.</param>
    public readonly double Mean(double prior, double weight) => (_right + (prior * weight)) / (_right + _wrong + weight);

    public void Add(bool right)
    {
        if (right)
            _right++;
        else
            _wrong++;
    }

    /// <param name="kept">Share of the evidence that is kept.</param>
    public void Fade(double kept)
    {
        _right *= kept;
        _wrong *= kept;
    }
}
