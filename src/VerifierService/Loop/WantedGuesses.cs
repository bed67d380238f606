namespace SpecMesh.VerifierService.Loop;

/// <summary>What the draft of a generation is asked for until the next verdict.</summary>
/// <param name="Depth">Draft tokens of the next pass, at most.</param>
/// <param name="Ahead">Guesses beyond the decided tokens that keep the generation supplied while a verdict and its answer travel.</param>
/// <param name="LeastReach">Where the draft should stop: where its guesses together are right with less than this probability. 0: at the depth.</param>
/// <param name="LeastTokens">Guesses that are worth their rows even where their chance is less.</param>
internal readonly record struct WantedGuesses(int Depth, int Ahead, float LeastReach, int LeastTokens);
