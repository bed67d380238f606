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

/// <summary>What is known about each kind.</summary>
/// <remarks>Not thread-safe.</remarks>
public sealed class DraftKinds
{
    // Drafts choose their names themselves; a peer that makes up new ones must not fill the memory.
    private const int MostKinds = 256;

    private readonly Dictionary<DraftKind, AcceptanceTable> _tables = [];

    public AcceptanceTable this[DraftKind kind]
    {
        get
        {
            if (_tables.TryGetValue(kind, out var table))
                return table;
            if (_tables.Count >= MostKinds)
                _tables.Clear();
            return _tables[kind] = new AcceptanceTable();
        }
    }
}
