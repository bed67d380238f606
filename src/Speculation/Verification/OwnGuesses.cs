using SpecMesh.Speculation.Paths;
using SpecMesh.Speculation.Planning;

namespace SpecMesh.Speculation.Verification;

/// <summary>The verifier's own guesses for what follows a session's path: the n-gram drafter, for when no draft token is at hand.</summary>
/// <param name="most">Most guesses at a time: at least 1.</param>
internal sealed class OwnGuesses(int most)
{
    private readonly PromptLookup _lookup = new();
    private readonly GuessEstimate _estimate = new();
    private readonly int[] _tokens = new int[most];
    private int _match;

    public int Count { get; private set; }

    public int this[int index] => _tokens[index];

    /// <summary>Chance that a guess is right, given that those before it were.</summary>
    public double Chance => _estimate.Of(_match);

    /// <summary>Looks for guesses that go on after the path.</summary>
    /// <param name="path">All tokens.</param>
    /// <param name="decided">How many of them are decided.</param>
    public void Find(ReadOnlySpan<int> path, int decided)
    {
        _lookup.Learn(path[..decided]);
        Count = _lookup.Continue(path, _tokens, out _match);
    }

    public void Clear() => Count = 0;

    /// <summary>Takes in what a pass has shown about the guesses.</summary>
    public void Observe(int right, bool refused) => _estimate.Observe(_match, right, refused);
}
