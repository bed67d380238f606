namespace SpecMesh.Gateway.Generations;

/// <summary>Token counts of a generation so far, over all its attempts.</summary>
/// <param name="Prompt">Prompt tokens.</param>
/// <param name="Cached">Prompt tokens that the first verifier still had in its KV cache.</param>
/// <param name="Completion">Tokens decided.</param>
/// <param name="Accepted">Of these, accepted draft tokens.</param>
/// <param name="Rejected">Draft tokens that were verified and refused.</param>
internal readonly record struct TokenTally(int Prompt, int Cached, int Completion, int Accepted, int Rejected);
