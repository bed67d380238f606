namespace SpecMesh.Speculation.Planning;

/// <summary>What is known about peers, or about each kind of their work. What was never asked for begins as new.</summary>
/// <remarks>Not thread-safe.</remarks>
/// <typeparam name="TKey">Who or what.</typeparam>
/// <typeparam name="TKnown">What is known.</typeparam>
public sealed class PeerMemory<TKey, TKnown>
    where TKey : notnull
    where TKnown : new()
{
    // Peers choose their names themselves; one that makes up new ones must not fill the memory.
    private const int Most = 256;

    private readonly Dictionary<TKey, TKnown> _known = [];

    public TKnown this[TKey key]
    {
        get
        {
            if (_known.TryGetValue(key, out var known))
                return known;
            if (_known.Count >= Most)
                _known.Clear();
            return _known[key] = new TKnown();
        }
    }
}
