namespace SpecMesh.LoadTest.Load;

/// <summary>When no more chats are started. At least one of the two is given.</summary>
/// <param name="Chats">How many; null: any number.</param>
/// <param name="Duration">How long; null: any time.</param>
internal sealed record LoadLimit(int? Chats, TimeSpan? Duration)
{
    public bool Allows(int index, TimeSpan at) => !(index >= Chats) && !(at >= Duration);
}

/// <summary>How much is asked at a time.</summary>
/// <param name="Limit">When it ends.</param>
/// <param name="Concurrency">Closed loop: the number of clients. Open loop: most requests at once; null: any number.</param>
/// <param name="Arrivals">Open loop: when chats start. Null: closed loop.</param>
internal sealed record LoadPlan(LoadLimit Limit, int? Concurrency, ArrivalPlan? Arrivals)
{
    public bool IsOpen => Arrivals is not null;

    public string Describe()
    {
        var until = string.Join(" or ", new[]
        {
            Limit.Chats is { } chats ? $"{chats} chats" : null,
            Limit.Duration is { } duration ? $"{duration.TotalSeconds:0.###} s" : null,
        }.OfType<string>());
        var cap = Concurrency is { } most ? $", at most {most} at once" : "";
        return Arrivals switch
        {
            null => $"closed loop, {Concurrency} clients, {until}",
            { Kind: ArrivalKind.Ramp } a => $"open loop, ramp from {a.RampFrom:0.###} to {a.Rate:0.###} a second, {until}{cap}",
            { Kind: ArrivalKind.Burst } a => $"open loop, bursts of {a.BurstSize}, {a.Rate:0.###} a second, {until}{cap}",
            { Kind: ArrivalKind.Trace } a => $"open loop, trace of {a.Trace!.Count} arrivals, {a.Rate:0.###} a second, {until}{cap}",
            var a => $"open loop, {a.Kind.ToString().ToLowerInvariant()} arrivals, {a.Rate:0.###} a second, {until}{cap}",
        };
    }
}
