namespace SpecMesh.Speculation.Planning;

/// <summary>A running estimate, for one generation, of how likely a draft token is to be accepted, given that those before it were.</summary>
/// <remarks>
/// For a token at hand, the draft's confidence in it says most, corrected by how that draft did at this confidence: in this generation, and
/// before any evidence in all generations of its kind. For tokens that are still to come only their depth is known. Evidence
/// fades towards those priors, also while nothing is verified: speculation that was given up is tried again after a while.
/// </remarks>
public sealed class AcceptanceEstimate(AcceptanceTable? common = null)
{
    /// <summary>Greatest depth that is told apart.</summary>
    public const int Depths = 64;

    // Evidence of about 1 / (1 - Kept) passes is remembered.
    private const double Kept = 0.95;

    // A pass that verifies nothing says nothing, and what was known grows old slowly.
    private const double KeptUnused = 0.995;

    // About the draft tokens of one pass: an answer has a few passes only, and one refusal in the first says little about the others.
    private const double PriorWeight = 12;

    private readonly AcceptanceTable _common = common ?? new AcceptanceTable();
    private readonly FadingTally[] _byConfidence = new FadingTally[AcceptanceTable.Classes];
    private readonly FadingTally[] _byDepth = new FadingTally[Depths];
    private FadingTally _all;

    /// <summary>Probability that a token is accepted of which nothing is known, in (0, 1).</summary>
    public double Probability => _all.Mean(_common.Mean(0), PriorWeight);

    /// <summary>Probability in (0, 1) for a token at hand.</summary>
    /// <param name="confidence">How sure the draft is of it, in 255ths; 0: unknown.</param>
    public double OfConfidence(byte confidence)
    {
        var confidenceClass = AcceptanceTable.ClassOf(confidence);
        return confidenceClass == 0
            ? Probability
            : _byConfidence[confidenceClass].Mean(_common.Mean(confidenceClass), PriorWeight);
    }

    /// <summary>Probability in (0, 1) for a token that is still to come.</summary>
    /// <param name="depth">1 for the first token after the decided ones.</param>
    public double OfDepth(int depth) => _byDepth[Math.Min(depth, Depths) - 1].Mean(Probability, PriorWeight);

    /// <summary>Takes in one verification.</summary>
    /// <param name="confidences">The draft's confidence in each verified token; shorter, where it gave none.</param>
    /// <param name="accepted">Draft tokens accepted in a row.</param>
    /// <param name="refused">Whether the next one was refused; those after it say nothing.</param>
    public void Observe(ReadOnlySpan<byte> confidences, int accepted, bool refused)
    {
        Fade(Kept);
        for (var index = 0; index < accepted; index++)
            Add(confidences, index, right: true);
        if (refused)
            Add(confidences, accepted, right: false);
    }

    /// <summary>A pass went by that verified no draft token.</summary>
    public void ObserveNothing() => Fade(KeptUnused);

    private void Add(ReadOnlySpan<byte> confidences, int index, bool right)
    {
        var confidenceClass = index < confidences.Length ? AcceptanceTable.ClassOf(confidences[index]) : 0;
        _byConfidence[confidenceClass].Add(right);
        _byDepth[Math.Min(index, Depths - 1)].Add(right);
        _all.Add(right);
        _common.Add(confidenceClass, right);
        // Tokens of known confidence tell about those of unknown confidence too.
        if (confidenceClass != 0)
            _common.Add(0, right);
    }

    private void Fade(double kept)
    {
        foreach (ref var tally in _byConfidence.AsSpan())
            tally.Fade(kept);
        foreach (ref var tally in _byDepth.AsSpan())
            tally.Fade(kept);
        _all.Fade(kept);
    }
}
