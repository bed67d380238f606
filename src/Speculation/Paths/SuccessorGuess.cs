namespace SpecMesh.Speculation.Paths;

/// <summary>Guesses a token as whatever followed the same two (else the same one) tokens last time in this text.</summary>
/// <remarks>
/// An exact pass needs at least two rows for each sequence even when no draft token is at hand. A guess costs what padding would and
/// is sometimes right: quoted text, JSON and code repeat themselves.
/// </remarks>
public sealed class SuccessorGuess
{
    private readonly Dictionary<int, int> _afterOne = [];
    private readonly Dictionary<(int, int), int> _afterTwo = [];
    private int _learned;

    /// <summary>Takes in the tokens of <paramref name="decided"/> that are new since the last call.</summary>
    public void Learn(ReadOnlySpan<int> decided)
    {
        for (; _learned < decided.Length; _learned++)
        {
            if (_learned >= 1)
                _afterOne[decided[_learned - 1]] = decided[_learned];
            if (_learned >= 2)
                _afterTwo[(decided[_learned - 2], decided[_learned - 1])] = decided[_learned];
        }
    }

    /// <summary>The guess for the token that follows <paramref name="context"/>, which must not be empty.</summary>
    public int Next(ReadOnlySpan<int> context)
    {
        if (context.Length >= 2 && _afterTwo.TryGetValue((context[^2], context[^1]), out var guess))
            return guess;
        return _afterOne.TryGetValue(context[^1], out guess) ? guess : context[^1];
    }
}
