namespace SpecMesh.Speculation.Tests.Sampling;

/// <summary>Allows at each position the tokens that a rule names, by everything that was accepted before.</summary>
internal sealed class SetConstraint(int vocabulary, Func<IReadOnlyList<int>, int, bool> rule) : IRewindableConstraint
{
    private readonly List<int> _accepted = [];

    /// <summary>How often a whole row was masked.</summary>
    public int Masks { get; private set; }

    public IReadOnlyList<int> Accepted => _accepted;

    int IRewindableConstraint.Accepted => _accepted.Count;

    public void Rewind(int accepted) => _accepted.RemoveRange(accepted, _accepted.Count - accepted);

    public bool Allows(int token) => rule(_accepted, token);

    public void Mask(Span<float> logits)
    {
        Masks++;
        for (var token = 0; token < vocabulary; token++)
        {
            if (!Allows(token))
                logits[token] = float.NegativeInfinity;
        }
    }

    public void Accept(int token)
    {
        Assert.True(Allows(token), $"Token {token} was accepted, which is forbidden.");
        _accepted.Add(token);
    }
}
