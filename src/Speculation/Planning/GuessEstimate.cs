using SpecMesh.Speculation.Paths;

namespace SpecMesh.Speculation.Planning;

/// <summary>How likely a guess from earlier text is to be right, by the length of the match that it goes on from.</summary>
public sealed class GuessEstimate
{
    private const double Kept = 0.95;
    private const double PriorWeight = 3;

    // Low, so that guesses first earn their rows in passes that have rows to fill anyway.
    private static readonly double[] Priors = [0.02, 0.1, 0.2, 0.4];

    private readonly FadingTally[] _byMatch = new FadingTally[PromptLookup.MaxMatch + 1];

    /// <summary>Probability in (0, 1) that the next guess is right, given that those before it were.</summary>
    public double Of(int match) => _byMatch[match].Mean(Priors[match], PriorWeight);

    /// <summary>Takes in guesses that a pass has verified.</summary>
    /// <param name="match">Length of the match that they went on from.</param>
    /// <param name="right">Guesses that were right, in a row.</param>
    /// <param name="refused">Whether the next one was wrong.</param>
    public void Observe(int match, int right, bool refused)
    {
        _byMatch[match].Fade(Kept);
        for (var i = 0; i < right; i++)
            _byMatch[match].Add(right: true);
        if (refused)
            _byMatch[match].Add(right: false);
    }
}
