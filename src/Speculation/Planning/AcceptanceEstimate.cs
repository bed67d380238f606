namespace SpecMesh.Speculation.Planning;

/// <summary>A running estimate of how likely the next draft token is to be accepted, given that those before it were.</summary>
/// <remarks>
/// A Beta posterior whose evidence fades, so that it follows a text that turns easier or harder. The prior is optimistic: one pass
/// at a depth too great costs less than never finding out that the draft is good.
/// </remarks>
public sealed class AcceptanceEstimate
{
    private const double PriorAccepted = 3;
    private const double PriorRefused = 1;

    // Evidence of about 1 / (1 - Fade) passes is remembered.
    private const double Fade = 0.93;

    private double _accepted = PriorAccepted;
    private double _refused = PriorRefused;

    /// <summary>Probability in (0, 1).</summary>
    public double Probability => _accepted / (_accepted + _refused);

    /// <summary>Takes in one verification.</summary>
    /// <param name="accepted">Draft tokens accepted in a row.</param>
    /// <param name="refused">Whether the next one was refused; those after it say nothing.</param>
    public void Observe(int accepted, bool refused)
    {
        _accepted = Fade * _accepted + (1 - Fade) * PriorAccepted + accepted;
        _refused = Fade * _refused + (1 - Fade) * PriorRefused + (refused ? 1 : 0);
    }

    /// <summary>Expected number of accepted tokens among <paramref name="depth"/> in a row.</summary>
    public double Expected(int depth)
    {
        var p = Probability;
        return depth <= 0 ? 0 : p * (1 - Math.Pow(p, depth)) / (1 - p);
    }
}
