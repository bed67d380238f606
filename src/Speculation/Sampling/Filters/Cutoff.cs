namespace SpecMesh.Speculation.Sampling.Filters;

/// <summary>
/// The last token that a filter keeps. In the order "most likely first, equal logits by id" every filter keeps a prefix, so this one token
/// says which: no list of candidates is needed.
/// </summary>
internal readonly record struct Cutoff(float Logit, int Token)
{
    /// <summary>Keeps every token.</summary>
    public static Cutoff None { get; } = new(float.NegativeInfinity, int.MaxValue);

    public bool Keeps(int token, float logit) => logit > Logit || (logit == Logit && token <= Token);

    /// <summary>The one of the two that keeps less.</summary>
    public Cutoff Tighter(Cutoff other) => Keeps(other.Token, other.Logit) ? other : this;
}
