namespace SpecMesh.LoadTest.Load;

/// <summary>Kinds of open load.</summary>
internal enum ArrivalKind
{
    /// <inheritdoc cref="ArrivalProcess.Poisson"/>
    Poisson,

    /// <inheritdoc cref="ArrivalProcess.Constant"/>
    Constant,

    /// <inheritdoc cref="ArrivalProcess.Burst"/>
    Burst,

    /// <inheritdoc cref="ArrivalProcess.Ramp"/>
    Ramp,

    /// <summary>As recorded in a file.</summary>
    Trace,
}

/// <summary>When requests are sent, whatever became of the earlier ones.</summary>
/// <param name="Kind">The kind of process.</param>
/// <param name="Rate">Mean arrivals a second; of a ramp, at its end; of a trace, its mean.</param>
/// <param name="BurstSize">Arrivals in a group of a burst.</param>
/// <param name="RampFrom">Arrivals a second at the start of a ramp.</param>
/// <param name="Trace">The times of a trace, from the first on.</param>
internal sealed record ArrivalPlan(ArrivalKind Kind, double Rate, int BurstSize = 1, double RampFrom = 0, IReadOnlyList<TimeSpan>? Trace = null)
{
    /// <summary>The arrivals.</summary>
    /// <param name="limit">How long or how many: a ramp ends its change there.</param>
    /// <param name="seed">Chooses the gaps.</param>
    public IEnumerable<TimeSpan> Times(LoadLimit limit, int seed) => Kind switch
    {
        ArrivalKind.Poisson => ArrivalProcess.Poisson(Rate, seed),
        ArrivalKind.Constant => ArrivalProcess.Constant(Rate),
        ArrivalKind.Burst => ArrivalProcess.Burst(Rate, BurstSize),
        ArrivalKind.Ramp => ArrivalProcess.Ramp(
            RampFrom, Rate, limit.Duration ?? TimeSpan.FromSeconds(limit.Chats!.Value / ((RampFrom + Rate) / 2)), seed),
        _ => Trace ?? [],
    };
}
