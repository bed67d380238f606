using SpecMesh.Speculation.Verification;

namespace SpecMesh.Speculation.Planning;

/// <summary>Chooses how many rows each session brings to the next pass: the number that gives most tokens per second.</summary>
/// <remarks>
/// One row count for all sessions: with it llama.cpp runs one pass over the weights and, on the CPU, logits do not depend on the
/// batch. The gain of a row is the chance that it is accepted; its price is what the pass takes longer.
/// </remarks>
/// <param name="costs">What passes cost.</param>
/// <param name="minRows">Fewest rows of a session in a pass.</param>
/// <param name="maxRows">Most rows of a session in a pass.</param>
/// <param name="maxBatchRows">Most rows of a pass.</param>
public sealed class PassPlanner(CostModel costs, int minRows, int maxRows, int maxBatchRows)
{
    /// <summary>Most draft tokens that a pass can verify for one session.</summary>
    public int MaxDepth => maxRows - 1;

    /// <summary>Plans a pass with the draft tokens that are at hand.</summary>
    /// <param name="sessions">Sessions with few pending tokens; not empty.</param>
    public PassPlan WithDraftsAtHand(IReadOnlyList<VerifierSession> sessions) => Best(sessions, static s => s.DraftTokens);

    /// <summary>Plans a pass as if every session that <paramref name="hasDraft"/> names had all the draft tokens that it wants.</summary>
    public PassPlan WithDraftsAsWanted(IReadOnlyList<VerifierSession> sessions, Func<VerifierSession, bool> hasDraft) =>
        Best(sessions, s => hasDraft(s) ? int.MaxValue : s.DraftTokens);

    private PassPlan Best(IReadOnlyList<VerifierSession> sessions, Func<VerifierSession, int> available)
    {
        ArgumentNullException.ThrowIfNull(sessions);
        var least = Math.Max(minRows, sessions.Max(static s => s.Pending));
        var most = Math.Max(least, Math.Min(maxRows, maxBatchRows / sessions.Count));
        var best = default(PassPlan);
        for (var rows = least; rows <= most; rows++)
        {
            var tokens = 0.0;
            foreach (var session in sessions)
                tokens += 1 + session.Acceptance.Expected(Math.Min(available(session), rows - session.Pending));
            var plan = new PassPlan(rows, tokens, costs.Seconds(sessions.Count, rows));
            if (best.Rows == 0 || plan.TokensPerSecond > best.TokensPerSecond)
                best = plan;
        }

        return best;
    }
}

/// <summary>A pass that could be run.</summary>
/// <param name="Rows">Rows of each session.</param>
/// <param name="ExpectedTokens">Tokens that it is expected to decide, over all sessions.</param>
/// <param name="Seconds">How long it is expected to take.</param>
public readonly record struct PassPlan(int Rows, double ExpectedTokens, double Seconds)
{
    public double TokensPerSecond => ExpectedTokens / Seconds;

    /// <summary>Tokens per second if the pass starts only after a wait.</summary>
    public double TokensPerSecondAfter(double wait) => ExpectedTokens / (wait + Seconds);
}
