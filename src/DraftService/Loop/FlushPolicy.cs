namespace SpecMesh.DraftService.Loop;

/// <summary>How far a draft goes on past what is decided, and when it sends what it has.</summary>
internal sealed class FlushPolicy(DraftOptions options, TimeProvider time)
{
    // A draft that is slow against its verifier sends what it has this often per verifier pass.
    private const int SendsPerPass = 4;

    /// <summary>Whether another guess is of use before the next verdict.</summary>
    public bool WantsMore(DraftedGeneration generation)
    {
        var session = generation.Session;
        return session.Ahead < Math.Min(options.MaxAhead, generation.WantedAhead) && session.Reach >= options.MinReach && !session.AtEnd;
    }

    /// <summary>Whether the unsent guesses should go out now.</summary>
    public bool ShouldSend(DraftedGeneration generation)
    {
        var session = generation.Session;
        if (session.Unsent == 0)
            return false;
        // The first block of a round is what the verifier waits for; later ones are for its next pass.
        if (!generation.SentSinceVerdict && session.Ahead >= generation.Wanted)
            return true;
        return !WantsMore(generation)
            || time.GetElapsedTime(generation.LastExchange) >= generation.VerifierPass / SendsPerPass;
    }
}
