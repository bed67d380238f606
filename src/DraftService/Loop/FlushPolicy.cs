namespace SpecMesh.DraftService.Loop;

/// <summary>How far a draft goes on past what is decided, and when it sends what it has.</summary>
internal sealed class FlushPolicy(DraftRounds rounds, TimeProvider time)
{
    // What a draft guesses ahead it sends this often per verifier pass.
    private const int SendsPerPass = 4;

    /// <summary>Whether another guess is of use before the next verdict.</summary>
    public bool WantsMore(DraftedGeneration generation) =>
        rounds.MayGoOn(generation) && (generation.Session.Ahead < generation.LeastTokens || rounds.Pays(generation));

    /// <summary>Whether the unsent guesses should go out now; or word that there are none, since the verifier waits for an answer to its verdict.</summary>
    public bool ShouldSend(DraftedGeneration generation)
    {
        var session = generation.Session;
        if (session.Unsent == 0)
            return generation.IsAwaited && !generation.SentSinceVerdict && !WantsMore(generation);
        if (!WantsMore(generation))
            return true;
        var elapsed = time.GetElapsedTime(generation.LastExchange);
        // The verifier waits for the first block of a round, as a whole but never longer than for a pass; later ones are for its next.
        return generation.SentSinceVerdict
            ? elapsed >= generation.VerifierPass / SendsPerPass
            : session.Ahead >= generation.Wanted || (generation.VerifierPass > TimeSpan.Zero && elapsed >= generation.VerifierPass);
    }
}
