using SpecMesh.Speculation.Planning;

namespace SpecMesh.VerifierService.Sessions;

/// <summary>What the acceptance of draft tokens depends on most: who drafts, and how random the text is.</summary>
/// <param name="Draft">The draft's name; empty if nobody drafts.</param>
/// <param name="Temperature">The temperature in steps.</param>
internal readonly record struct DraftKind(string Draft, int Temperature)
{
    private const float Step = 0.25f;
    private const int MostSteps = 8;

    public static DraftKind Of(string? draft, float temperature) =>
        new(draft ?? "", Math.Min(MostSteps, (int)MathF.Ceiling(temperature / Step)));
}

/// <summary>What is known about each kind.</summary>
internal sealed class DraftKinds
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
