namespace SpecMesh.Speculation.Planning;

/// <summary>What the acceptance of draft tokens depends on most: who drafts for whom, and how random the text is.</summary>
/// <param name="Partner">Who is at the other side: to a verifier the draft, to a draft the target; empty if nobody is.</param>
/// <param name="Temperature">The temperature in steps.</param>
public readonly record struct DraftKind(string Partner, int Temperature)
{
    private const float Step = 0.25f;
    private const int MostSteps = 8;

    public static DraftKind Of(string? partner, float temperature) =>
        new(partner ?? "", Math.Min(MostSteps, (int)MathF.Ceiling(temperature / Step)));
}
