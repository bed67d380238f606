namespace SpecMesh.Speculation.Planning;

/// <summary>Decides whether a pass should wait for draft tokens that are on their way.</summary>
/// <remarks>
/// Waiting pays if the pass with those tokens, started later, still decides more tokens per second than the pass without them, started
/// now. It never lasts longer than a plain pass: a draft that is too far away costs nothing.
/// </remarks>
public static class LingerPolicy
{
    // Arrivals scatter: a wait that ends at the mean would miss half of the blocks that it waited for.
    private const double Slack = 1.5;

    /// <summary>How much longer to wait, in seconds. 0: run now.</summary>
    /// <param name="now">The pass with the draft tokens at hand.</param>
    /// <param name="later">The pass with the tokens that are expected.</param>
    /// <param name="expectedArrival">From the verdict to the block, in seconds.</param>
    /// <param name="waited">Time since the verdict, in seconds.</param>
    public static double Wait(PassPlan now, PassPlan later, double expectedArrival, double waited)
    {
        // Farther away than a plain pass: a wait could only end in vain.
        if (expectedArrival > now.Seconds)
            return 0;
        var longest = Math.Min(Slack * expectedArrival, now.Seconds);
        if (waited >= longest)
            return 0;
        var remaining = Math.Max(0, expectedArrival - waited);
        return later.TokensPerSecondAfter(remaining) > now.TokensPerSecond ? longest - waited : 0;
    }
}
