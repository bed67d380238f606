using SpecMesh.V1;

namespace SpecMesh.Gateway.Generations;

/// <summary>Token counts of a generation so far, over all its attempts.</summary>
/// <param name="Prompt">Prompt tokens.</param>
/// <param name="Cached">Prompt tokens that the first verifier still had in its KV cache.</param>
/// <param name="Completion">Tokens decided.</param>
/// <param name="Draft">Tokens that draft nodes guessed.</param>
/// <param name="Prediction">Tokens that the client predicted.</param>
/// <param name="Guess">The verifier's own guesses from earlier text.</param>
internal readonly record struct TokenTally(
    int Prompt, int Cached, int Completion, GuessTally Draft, GuessTally Prediction, GuessTally Guess)
{
    /// <summary>With what one more verdict says.</summary>
    public TokenTally With(Verdict verdict) => this with
    {
        Completion = Completion + verdict.Committed.Count,
        Draft = Draft + new GuessTally(verdict.Accepted, verdict.Rejected),
        Prediction = Prediction + new GuessTally(verdict.AcceptedPrediction, verdict.RejectedPrediction),
        Guess = Guess + new GuessTally(verdict.AcceptedGuesses, verdict.RejectedGuesses),
    };
}

/// <summary>What became of guesses of one kind.</summary>
/// <param name="Accepted">Became part of the answer.</param>
/// <param name="Rejected">Were verified and refused.</param>
internal readonly record struct GuessTally(int Accepted, int Rejected)
{
    public static GuessTally operator +(GuessTally one, GuessTally other) =>
        new(one.Accepted + other.Accepted, one.Rejected + other.Rejected);
}
