namespace SpecMesh.Speculation.Planning;

/// <summary>
/// How often a draft's guesses were accepted, by how sure it was of them: what all generations of a kind have in common, and what a new
/// one believes at first.
/// </summary>
/// <remarks>Not thread-safe: the verifier's loop owns it.</remarks>
public sealed class AcceptanceTable
{
    /// <summary>Classes of confidence: one for guesses that came without any, then equal steps.</summary>
    internal const int Classes = 10;

    private const double Kept = 0.998;
    private const double PriorWeight = 4;

    // A guess that won the draw by next to nothing is right every other time. The prior errs on the side of trust, since one pass at a depth too
    // great costs less than never finding out.
    private const double LeastPrior = 0.5;
    private const double UnknownPrior = 0.75;

    private readonly FadingTally[] _byConfidence = new FadingTally[Classes];

    /// <summary>The class of a confidence byte: 0 for unknown, else 1 to <see cref="Classes"/> - 1.</summary>
    internal static int ClassOf(byte confidence) => confidence == 0 ? 0 : 1 + ((confidence - 1) * (Classes - 1) / byte.MaxValue);

    internal double Mean(int confidenceClass) => _byConfidence[confidenceClass].Mean(Prior(confidenceClass), PriorWeight);

    internal void Add(int confidenceClass, bool accepted)
    {
        _byConfidence[confidenceClass].Fade(Kept);
        _byConfidence[confidenceClass].Add(accepted);
    }

    private static double Prior(int confidenceClass) => confidenceClass == 0
        ? UnknownPrior
        : LeastPrior + ((1 - LeastPrior) * (confidenceClass - 0.5) / (Classes - 1));
}
