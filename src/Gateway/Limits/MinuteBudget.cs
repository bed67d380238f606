namespace SpecMesh.Gateway.Limits;

/// <summary>
/// A bucket that holds what may be used in a minute, and fills evenly. It can be overdrawn: what an answer costs is known only when it is there, and what it
/// costs too much is waited for by the next.
/// </summary>
/// <remarks>Any thread. The buckets of .NET's rate limiting cannot be overdrawn.</remarks>
/// <param name="perMinute">What it holds, and what flows in within a minute.</param>
/// <param name="time">The clock.</param>
internal sealed class MinuteBudget(int perMinute, TimeProvider time)
{
    private readonly Lock _gate = new();
    private double _left = perMinute;
    private long _filledAt = time.GetTimestamp();

    public int PerMinute => perMinute;

    /// <summary>Takes one if there is a whole one.</summary>
    public bool TryTake()
    {
        lock (_gate)
        {
            if (Filled() < 1)
                return false;
            _left--;
            return true;
        }
    }

    /// <summary>Takes what was used, whether it is there or not.</summary>
    public void Charge(int amount)
    {
        lock (_gate)
            _left = Filled() - amount;
    }

    /// <summary>What it holds now.</summary>
    public BudgetState Look()
    {
        lock (_gate)
        {
            var left = Filled();
            return new BudgetState(perMinute, Math.Max(0, (int)left), TimeFor(1 - left), TimeFor(perMinute - left));
        }
    }

    private double Filled()
    {
        var now = time.GetTimestamp();
        _left = Math.Min(perMinute, _left + time.GetElapsedTime(_filledAt, now).TotalMinutes * perMinute);
        _filledAt = now;
        return _left;
    }

    private TimeSpan TimeFor(double amount) => amount > 0 ? TimeSpan.FromMinutes(amount / perMinute) : TimeSpan.Zero;
}

/// <param name="Limit">What a full bucket holds.</param>
/// <param name="Left">Whole ones that are there.</param>
/// <param name="Next">When there is one again; zero: now.</param>
/// <param name="Full">When it is full again.</param>
internal readonly record struct BudgetState(int Limit, int Left, TimeSpan Next, TimeSpan Full);
