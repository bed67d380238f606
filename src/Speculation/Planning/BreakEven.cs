namespace SpecMesh.Speculation.Planning;

/// <summary>How likely a draft token must be to be right for its row to pay: as likely as the time that it takes gives tokens elsewhere.</summary>
/// <remarks>
/// A depth fitted to the mean is too short where a text is sure and too long where it is not, and only the draft knows which, while it guesses.
/// So it is told this probability, and goes on for as long as its guesses together reach it. Stopping at the first guess that does not pay is
/// best, since the ones behind it are right even less often. Not thread-safe.
/// </remarks>
public sealed class BreakEven
{
    private const double Gain = 0.1;

    // What may be wrong about costs must not keep a draft from guessing at all.
    private const double Most = 0.9;

    // By sessions in a pass: what passes with draft tokens decide, and what they take, waits for drafts included.
    private readonly Dictionary<int, (double Tokens, double Seconds)> _passes = [];

    /// <summary>A pass with draft tokens is about to run.</summary>
    /// <param name="sessions">Sessions in it.</param>
    /// <param name="plan">The pass.</param>
    /// <param name="wait">How long it waited for the drafts, in seconds.</param>
    public void Observe(int sessions, PassPlan plan, double wait)
    {
        var now = (Tokens: plan.ExpectedTokens, Seconds: plan.Seconds + wait);
        var known = _passes.GetValueOrDefault(sessions, now);
        _passes[sessions] = (known.Tokens + (Gain * (now.Tokens - known.Tokens)), known.Seconds + (Gain * (now.Seconds - known.Seconds)));
    }

    /// <summary>What passes with draft tokens give on the average. 0: not known yet.</summary>
    /// <param name="sessions">Sessions in a pass.</param>
    public double TokensPerSecond(int sessions) => _passes.TryGetValue(sessions, out var known) ? known.Tokens / known.Seconds : 0;

    /// <summary>The least probability at which one more draft token of a session pays. 0: not known yet.</summary>
    /// <param name="sessions">Sessions in a pass.</param>
    /// <param name="plan">A pass of about as many rows.</param>
    /// <param name="secondsPerGuess">What a guess takes its draft.</param>
    // Every session has as many rows, and a draft guesses for all of its sessions at once.
    public double Reach(int sessions, PassPlan plan, double secondsPerGuess) =>
        Math.Min(Most, TokensPerSecond(sessions) * (plan.SecondsPerRow + secondsPerGuess) / sessions);
}
