using SpecMesh.Speculation.Paths;
using SpecMesh.Speculation.Planning;

namespace SpecMesh.Speculation.Verification;

/// <summary>
/// The verifier's own guesses for what follows a session's path, for when no draft token is at hand: the text that the caller predicted, as
/// long as the answer follows it, else the n-gram drafter.
/// </summary>
/// <param name="most">Most guesses at a time: at least 1.</param>
/// <param name="prediction">What the caller expects. Null: nothing.</param>
internal sealed class OwnGuesses(int most, PredictedText? prediction)
{
    // Callers predict what they know: most of a file that is to be changed in one place.
    private const double PredictionPrior = 0.8;
    private const double PredictionPriorWeight = 3;
    private const double Kept = 0.95;

    private readonly PromptLookup _lookup = new();
    private readonly GuessEstimate _estimate = new();
    private readonly int[] _tokens = new int[most];
    private FadingTally _predicted;
    private int _match;

    public int Count { get; private set; }

    /// <summary>Whether the guesses are of the caller's prediction.</summary>
    public bool ArePredicted { get; private set; }

    public int this[int index] => _tokens[index];

    /// <summary>Chance that a guess is right, given that those before it were.</summary>
    public double Chance => ArePredicted ? _predicted.Mean(PredictionPrior, PredictionPriorWeight) : _estimate.Of(_match);

    /// <summary>Looks for guesses that go on after the path.</summary>
    /// <param name="path">All tokens.</param>
    /// <param name="decided">How many of them are decided.</param>
    public void Find(ReadOnlySpan<int> path, int decided)
    {
        Count = prediction?.Continue(path, decided, _tokens) ?? 0;
        ArePredicted = Count > 0;
        if (ArePredicted)
            return;
        _lookup.Learn(path[..decided]);
        Count = _lookup.Continue(path, _tokens, out _match);
    }

    public void Clear() => Count = 0;

    /// <summary>Takes in what a pass has shown about the guesses.</summary>
    public void Observe(int right, bool refused)
    {
        if (!ArePredicted)
        {
            _estimate.Observe(_match, right, refused);
            return;
        }

        _predicted.Fade(Kept);
        for (var i = 0; i < right; i++)
            _predicted.Add(right: true);
        if (refused)
            _predicted.Add(right: false);
    }
}
