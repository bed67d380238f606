namespace SpecMesh.Speculation.Planning;

/// <summary>What one generation's draft owes it since the last verdict; from what comes, and when, the draft's distance is learned.</summary>
/// <param name="distance">The draft's, shared by all of its generations.</param>
/// <param name="time">The clock.</param>
public sealed class ArrivalEstimate(DraftDistance distance, TimeProvider time)
{
    private const int RememberedVerdicts = 32;

    // What was decided when, for the last verdicts: a block that begins there answers that verdict.
    private readonly (int Decided, long At)[] _verdicts = new (int, long)[RememberedVerdicts];
    private int _count;

    /// <summary>How far away the draft is.</summary>
    public DraftDistance Distance => distance;

    /// <summary>Whether the draft was asked for guesses with the last verdict, and no useful block has come in since.</summary>
    public bool IsDue { get; private set; }

    /// <summary>Whether a pass has waited for the block since the last verdict.</summary>
    public bool WasWaitedFor { get; set; }

    /// <summary>Whether that wait was given up: until the next verdict there is nothing more to learn from it.</summary>
    public bool HasGivenUp { get; private set; }

    /// <summary>Time since the last verdict.</summary>
    public TimeSpan SinceVerdict => time.GetElapsedTime(Last.At);

    private (int Decided, long At) Last => _verdicts[(_count + RememberedVerdicts - 1) % RememberedVerdicts];

    /// <summary>A verdict went out.</summary>
    /// <param name="decided">Number of tokens decided with it: the position that comes next.</param>
    /// <param name="asked">Whether it asks for guesses.</param>
    public void VerdictSent(int decided, bool asked)
    {
        _verdicts[_count++ % RememberedVerdicts] = (decided, time.GetTimestamp());
        IsDue = asked;
        WasWaitedFor = false;
        HasGivenUp = false;
    }

    /// <summary>A block came in. The first of a generation, which answers no verdict, tells nothing: the draft had to read the prompt for it.</summary>
    /// <param name="position">Position of its first token.</param>
    /// <param name="tokens">Its tokens. 0: the draft has nothing to add to what it has sent.</param>
    /// <param name="at">When it arrived, as a timestamp: a pass may have run since.</param>
    /// <param name="drafting">How long the draft worked on it.</param>
    /// <param name="useful">Whether it has tokens that can be verified, or says that there are no more.</param>
    public void BlockArrived(int position, int tokens, long at, TimeSpan drafting, bool useful)
    {
        if (_count > 0 && position >= Last.Decided)
        {
            // The draft speaks about what comes next: only its first word after the verdict tells how far away it is.
            if (IsDue)
                distance.Observe(time.GetElapsedTime(Last.At, at), drafting, tokens);
        }
        else if (SentAt(position) is { } sent)
        {
            distance.Observe(time.GetElapsedTime(sent, at), drafting, tokens);
        }

        if (useful)
            IsDue = false;
    }

    /// <summary>The block did not come although it was waited for.</summary>
    /// <param name="tokens">Tokens that were expected.</param>
    public void GaveUp(int tokens)
    {
        if (!IsDue || HasGivenUp)
            return;
        HasGivenUp = true;
        distance.ObserveNothing(SinceVerdict, tokens);
    }

    /// <summary>When the verdict went out that a block at this position answers, as a timestamp; null: it is none of the last.</summary>
    private long? SentAt(int position)
    {
        foreach (var (decided, at) in _verdicts.AsSpan(0, Math.Min(_count, RememberedVerdicts)))
        {
            if (decided == position)
                return at;
        }

        return null;
    }
}
