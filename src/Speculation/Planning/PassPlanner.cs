using SpecMesh.Speculation.Verification;

namespace SpecMesh.Speculation.Planning;

/// <summary>Chooses how many rows each session brings to the next pass: the number that gives most tokens for the time that it takes.</summary>
/// <remarks>
/// One row count for all sessions: with it llama.cpp runs one pass over the weights and, on the CPU, logits do not depend on the
/// batch. The gain of a row is the chance that its token is accepted; its price is what the pass takes longer, and what a draft nearby,
/// which guesses while the verifier waits, takes for the token. Allocates nothing once its buffers have grown. Not thread-safe.
/// </remarks>
/// <param name="costs">What passes cost.</param>
/// <param name="minRows">Fewest rows of a session in a pass.</param>
/// <param name="maxBatchRows">Most rows of a pass.</param>
public sealed class PassPlanner(CostModel costs, int minRows, int maxBatchRows)
{
    // How many plain passes a pass may take, where it could be shorter.
    private const double MostStall = 3.5;

    // A row is cheap if it costs no more than this share of what a further row costs.
    private const double Cheap = 0.5;

    // As wide as a step of the costs.
    private const int StepRows = 4;

    // Per session: the chance that all tokens up to the row at which the search stands are accepted.
    private double[] _survival = [];

    // Of passes of 1, 2, … rows of each session, up to the most that may be.
    private double[] _seconds = [];
    private int _most;

    /// <summary>Plans a pass with the draft tokens and guesses that are at hand.</summary>
    /// <param name="sessions">Sessions with few pending tokens; not empty.</param>
    /// <param name="maxRows">Most rows of a session in a pass.</param>
    /// <param name="tokensPerSecond">What passes give on the average: a row is bought if it gives more. 0: unknown; then this pass by itself is to give most.</param>
    public PassPlan WithDraftsAtHand(ReadOnlySpan<VerifierSession> sessions, int maxRows, double tokensPerSecond = 0) =>
        Best(sessions, maxRows, drafts: default, tokensPerSecond);

    /// <summary>Plans a pass as if every session that has a draft had all the draft tokens that it wants.</summary>
    /// <param name="sessions">Sessions with few pending tokens; not empty.</param>
    /// <param name="drafts">For each session, how far away its draft is; null: it has none.</param>
    /// <param name="maxRows">Most rows of a session in a pass.</param>
    public PassPlan WithDraftsAsWanted(ReadOnlySpan<VerifierSession> sessions, ReadOnlySpan<DraftDistance?> drafts, int maxRows)
    {
        var best = Best(sessions, maxRows, drafts, tokensPerSecond: 0);
        var secondsPerRow = SecondsPerRow(best.Rows);
        return best with { SecondsPerRow = secondsPerRow, CheapRows = CheapRows(secondsPerRow * Cheap), MostRows = _most };
    }

    private PassPlan Best(ReadOnlySpan<VerifierSession> sessions, int maxRows, ReadOnlySpan<DraftDistance?> drafts, double tokensPerSecond)
    {
        if (_survival.Length < sessions.Length)
            Array.Resize(ref _survival, sessions.Length);

        var least = minRows;
        var wanted = minRows;
        var context = 0L;
        for (var i = 0; i < sessions.Length; i++)
        {
            var session = sessions[i];
            var atHand = MayCome(drafts, i) ? int.MaxValue : session.DraftTokens;
            least = Math.Max(least, session.Pending);
            wanted = Math.Max(wanted, session.Pending + Math.Min(session.Bounds.MinDepth, atHand));
            context += session.Cached;
            _survival[i] = 1;
        }

        _most = Math.Max(least, Math.Min(maxRows, maxBatchRows / sessions.Length));
        least = Math.Min(wanted, _most);
        if (_seconds.Length < _most)
            Array.Resize(ref _seconds, _most);
        costs.Seconds(sessions.Length, context, _seconds.AsSpan(0, _most));
        // However sure a block looks: if it is refused, a stream has waited for it.
        while (_most > least && _seconds[_most - 1] > MostStall * _seconds[Math.Min(minRows, _most) - 1])
            _most--;
        var tokens = (double)sessions.Length;
        var price = 0.0;
        var best = default(PassPlan);
        var bestValue = 0.0;
        for (var rows = 1; rows <= _most; rows++)
        {
            for (var i = 0; i < sessions.Length; i++)
                tokens += Gain(sessions[i], i, rows - sessions[i].Pending, MayCome(drafts, i));
            price += SecondsPerRow(rows);
            // A row that adds nothing is not taken, even where the model of costs thinks it free.
            if (rows < least || tokens <= best.ExpectedTokens)
                continue;
            var plan = new PassPlan(rows, tokens, _seconds[rows - 1]);
            var value = tokensPerSecond > 0
                ? tokens - (tokensPerSecond * price)
                : plan.TokensPerSecondAfter(LongestWait(drafts, rows - 1, plan.Seconds));
            if (best.Rows > 0 && value <= bestValue)
                continue;
            best = plan;
            bestValue = value;
        }

        return best;
    }

    /// <summary>What one row more or less of each session costs: over some rows to both sides, since costs have steps.</summary>
    private double SecondsPerRow(int rows)
    {
        var from = Math.Max(1, rows - StepRows);
        var to = Math.Min(_most, rows + StepRows);
        return to == from ? 0 : (_seconds[to - 1] - _seconds[from - 1]) / (to - from);
    }

    /// <summary>The rows up to which one costs no more than this, taken together: the first ones often cost little, and a step is as good as its last row.</summary>
    private int CheapRows(double secondsPerRow)
    {
        var (cheap, gain) = (minRows, 0.0);
        for (var rows = minRows + 1; rows <= _most; rows++)
        {
            var saved = ((rows - minRows) * secondsPerRow) - (_seconds[rows - 1] - _seconds[minRows - 1]);
            if (saved > gain)
                (cheap, gain) = (rows, saved);
        }

        return cheap;
    }

    private static bool MayCome(ReadOnlySpan<DraftDistance?> drafts, int index) => !drafts.IsEmpty && drafts[index] is not null;

    /// <summary>How long the pass waits until the last draft has sent so many tokens.</summary>
    private static double LongestWait(ReadOnlySpan<DraftDistance?> drafts, int tokens, double passSeconds)
    {
        var longest = 0.0;
        foreach (var draft in drafts)
        {
            if (draft is not null)
                longest = Math.Max(longest, draft.WaitSeconds(tokens, passSeconds));
        }

        return longest;
    }

    /// <summary>Tokens that the row at this depth is expected to add for one session.</summary>
    private double Gain(VerifierSession session, int index, int depth, bool mayCome)
    {
        if (depth <= 0)
            return 0;
        _survival[index] *= session.AcceptanceAt(depth, mayCome);
        return _survival[index];
    }
}

/// <summary>A pass that could be run.</summary>
/// <param name="Rows">Rows of each session.</param>
/// <param name="ExpectedTokens">Tokens that it is expected to decide, over all sessions.</param>
/// <param name="Seconds">How long it is expected to take.</param>
/// <param name="SecondsPerRow">What another row of each session would add to that.</param>
/// <param name="CheapRows">Rows of each session that cost far less than that.</param>
/// <param name="MostRows">Rows of each session beyond which a pass takes too long, however sure the tokens.</param>
public readonly record struct PassPlan(
    int Rows, double ExpectedTokens, double Seconds, double SecondsPerRow = 0, int CheapRows = 1, int MostRows = int.MaxValue)
{
    public double TokensPerSecond => ExpectedTokens / Seconds;

    /// <summary>Tokens per second if the pass starts only after a wait.</summary>
    public double TokensPerSecondAfter(double wait) => ExpectedTokens / (wait + Seconds);
}
