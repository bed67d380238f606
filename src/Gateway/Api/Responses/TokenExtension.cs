namespace SpecMesh.Gateway.Api.Responses;

/// <summary>The extension <c>specmesh</c>: each token, and who guessed it.</summary>
internal sealed record TokenExtension(SourcedToken[] Tokens);

/// <param name="Id">Its id in the target's vocabulary.</param>
/// <param name="Text">The characters that it completes.</param>
/// <param name="Source"><c>draft</c>, <c>prediction</c>, <c>guess</c> or <c>target</c>.</param>
/// <param name="Logprob">The target's log-probability of it.</param>
/// <param name="Top">The target's most likely tokens there.</param>
internal sealed record SourcedToken(int Id, string Text, string Source, float Logprob, LikelyToken[] Top);

internal sealed record LikelyToken(int Id, string Text, float Logprob);
