namespace SpecMesh.Speculation.Planning;

/// <summary>Decides whether a pass should wait for draft tokens that are on their way.</summary>
/// <remarks>
/// Waiting pays if the pass with those tokens, started later, still decides more tokens per second than the pass without them, started
/// now. The longest wait is the one after which both would be equal, since arrivals scatter and a block that is missed by a little costs a
/// pass; but no more than a plain pass: a draft that is too far away costs nothing.
/// </remarks>
public static class LingerPolicy
{
    /// <summary>How much longer to wait, in seconds. 0: run now.</summary>
    /// <param name="now">The pass with the draft tokens at hand.</param>
    /// <param name="later">The pass with the tokens that are expected.</param>
    /// <param name="expectedArrival">From the verdict to the block, in seconds.</param>
    /// <param name="waited">Time since the verdict, in seconds.</param>
    public static double Wait(PassPlan now, PassPlan later, double expectedArrival, double waited)
    {
        var worthwhile = (later.ExpectedTokens / now.TokensPerSecond) - later.Seconds;
        var longest = Math.Min(worthwhile, now.Seconds);
        return expectedArrival > longest ? 0 : Math.Max(0, longest - waited);
    }
}
