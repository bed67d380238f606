namespace SpecMesh.AppHost.Local;

/// <summary>How long to wait before a service that died is started again.</summary>
/// <param name="First">Wait after the first death.</param>
/// <param name="Longest">Upper bound of the waits, each of which is twice the one before.</param>
/// <param name="Forgiven">A service that was healthy for this long starts over with <paramref name="First"/>.</param>
public sealed record RestartPolicy(TimeSpan First, TimeSpan Longest, TimeSpan Forgiven)
{
    public static RestartPolicy Default { get; } = new(TimeSpan.FromSeconds(0.5), TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(60));

    /// <summary>The wait after death number <paramref name="deaths"/> in a row, counted from 1.</summary>
    public TimeSpan Wait(int deaths)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(deaths, 1);
        var doubled = First.TotalSeconds * Math.Pow(2, deaths - 1);
        return TimeSpan.FromSeconds(Math.Min(doubled, Longest.TotalSeconds));
    }

    /// <summary>Deaths in a row, this one included.</summary>
    /// <param name="before">Deaths in a row before it.</param>
    /// <param name="healthyFor">How long the service had been healthy.</param>
    public int Count(int before, TimeSpan healthyFor) => healthyFor >= Forgiven ? 1 : before + 1;
}
