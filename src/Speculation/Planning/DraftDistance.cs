namespace SpecMesh.Speculation.Planning;

/// <summary>How far away a draft is: how long a verdict and the block that answers it are on their way, and how long a guess takes in between.</summary>
/// <remarks>
/// A block takes a draft some time however short it is (it feeds the verdict's tokens, and other generations have their turn), and so much more for each
/// token: a line through the blocks that came tells them apart. Time over tokens would make short blocks look dear, and so blocks would stay short.
/// One for all generations of a draft, so that a new one knows it from its first verdict. Every answer counts, useful or not: a draft
/// whose blocks come a little too late to be of use is still a draft that is near. Not thread-safe.
/// </remarks>
public sealed class DraftDistance
{
    private const double Gain = 0.25;

    // The line follows more slowly: two numbers need more blocks.
    private const double LineGain = 0.1;

    // Variance of a block's length, in tokens², below which the line is not believed.
    private const double LittleVariance = 1;

    // A way of less than this share of a pass is cheaper than guesses that a refusal makes stale.
    private const double ShortWay = 0.1;

    // Of a draft this far away, guesses are of no use.
    private const int MostBlocks = 256;

    // Of the blocks that came: means of tokens and seconds, and how they vary.
    private double _tokens, _seconds, _tokensVariance, _covariance;

    /// <summary>From the verdict to its answer, without the time for guesses, in seconds.</summary>
    /// <remarks>Unknown at first: it hopes for a draft nearby, since waiting for one that is not costs one short wait only.</remarks>
    public double WaySeconds { get; private set; } = 2e-3;

    /// <summary>What each further guess of a block takes, in seconds.</summary>
    public double SecondsPerToken { get; private set; }

    /// <summary>Whether the way is so short, beside a pass of this length, that a draft should rather wait for each verdict than guess beyond it.</summary>
    public bool IsNear(double passSeconds) => WaySeconds < ShortWay * passSeconds;

    /// <summary>From the verdict to a block of so many tokens, in seconds.</summary>
    public double ArrivalSeconds(int tokens) => WaySeconds + Math.Max(0, _seconds + ((tokens - _tokens) * SecondsPerToken));

    /// <summary>
    /// How many blocks should be under way at a time so that passes of this length do not wait. One: the draft is so near that guesses of a
    /// second block, which a refusal of the first makes stale, would cost more than they hide.
    /// </summary>
    /// <param name="tokens">Tokens of a block.</param>
    /// <param name="passSeconds">How long a pass takes.</param>
    public int BlocksUnderWay(int tokens, double passSeconds) =>
        IsNear(passSeconds) ? 1 : 1 + (int)Math.Ceiling(Math.Min(ArrivalSeconds(tokens) / passSeconds, MostBlocks));

    /// <summary>How long a pass of this length waits for a block of so many tokens: not at all, if several are under way.</summary>
    public double WaitSeconds(int tokens, double passSeconds) => IsNear(passSeconds) ? ArrivalSeconds(tokens) : 0;

    /// <summary>A block has come in.</summary>
    /// <param name="arrival">From the verdict that it answers to its arrival.</param>
    /// <param name="drafting">How long the draft worked on it.</param>
    /// <param name="tokens">Its tokens; 0: none, which tells the way only.</param>
    public void Observe(TimeSpan arrival, TimeSpan drafting, int tokens)
    {
        WaySeconds += Gain * (Math.Max(0, (arrival - drafting).TotalSeconds) - WaySeconds);
        if (tokens > 0)
            LearnGuessing(tokens, drafting.TotalSeconds);
    }

    /// <summary>No block has come although it was waited for: it takes at least this long.</summary>
    /// <param name="waited">Time since the verdict.</param>
    /// <param name="tokens">Tokens that were expected.</param>
    public void ObserveNothing(TimeSpan waited, int tokens) =>
        WaySeconds += Gain * Math.Max(0, (2 * waited.TotalSeconds) - ArrivalSeconds(tokens));

    private void LearnGuessing(int tokens, double seconds)
    {
        if (_tokens == 0)
            (_tokens, _seconds) = (tokens, seconds);
        var (more, longer) = (tokens - _tokens, seconds - _seconds);
        _tokens += LineGain * more;
        _seconds += LineGain * longer;
        _tokensVariance = (1 - LineGain) * (_tokensVariance + (LineGain * more * more));
        _covariance = (1 - LineGain) * (_covariance + (LineGain * more * longer));

        // Where all blocks are of one length, no line can be drawn: the whole time is taken to grow with the tokens.
        var proportional = _seconds / _tokens;
        SecondsPerToken = Math.Clamp((_covariance + (LittleVariance * proportional)) / (_tokensVariance + LittleVariance), 0, proportional);
    }
}
