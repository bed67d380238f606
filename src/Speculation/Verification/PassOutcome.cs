namespace SpecMesh.Speculation.Verification;

/// <summary>What one forward pass decided for one session.</summary>
/// <param name="Base">Position of the first decided token.</param>
/// <param name="Committed">Number of tokens decided: accepted ones, then the target's own unless the generation ended before it.</param>
/// <param name="Accepted">How many of them were draft tokens that the pass verified.</param>
/// <param name="AcceptedGuesses">How many were the verifier's own guesses.</param>
/// <param name="Rejected">Draft tokens that the pass verified and refused.</param>
/// <param name="RejectedGuesses">Own guesses that the pass verified and refused.</param>
/// <param name="Finished">Whether the sink ended the generation.</param>
/// <param name="GuessesPredicted">Whether the own guesses of this pass were of the caller's prediction.</param>
public readonly record struct PassOutcome(
    int Base, int Committed, int Accepted, int AcceptedGuesses, int Rejected, int RejectedGuesses, bool Finished,
    bool GuessesPredicted = false);
