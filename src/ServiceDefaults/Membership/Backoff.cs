namespace SpecMesh.ServiceDefaults.Membership;

/// <summary>Waits between attempts: doubling up to <see cref="Most"/>, each drawn from the upper half of its range.</summary>
internal sealed class Backoff
{
    private static readonly TimeSpan First = TimeSpan.FromMilliseconds(100);

    /// <summary>The longest wait.</summary>
    public static readonly TimeSpan Most = TimeSpan.FromSeconds(2);

    private TimeSpan _ceiling = First;

    public TimeSpan Next()
    {
        var wait = _ceiling * (0.5 + (Random.Shared.NextDouble() / 2));
        _ceiling = _ceiling * 2 < Most ? _ceiling * 2 : Most;
        return wait;
    }

    public void Reset() => _ceiling = First;
}
