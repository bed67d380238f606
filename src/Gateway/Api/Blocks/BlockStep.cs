using SpecMesh.Gateway.Api.Answers;

namespace SpecMesh.Gateway.Api.Blocks;

/// <summary>What happens to a block.</summary>
internal abstract record BlockStep(AnswerBlock Block);

/// <summary>It begins, empty.</summary>
internal sealed record BlockBegins(AnswerBlock Block) : BlockStep(Block);

/// <summary>It grows.</summary>
/// <param name="Block">The block.</param>
/// <param name="Text">What it grows by; may be empty where only tokens come.</param>
/// <param name="Tokens">The tokens of that text.</param>
internal sealed record BlockGrows(AnswerBlock Block, string Text, IReadOnlyList<AnswerToken> Tokens) : BlockStep(Block);

/// <summary>It ends.</summary>
internal sealed record BlockEnds(AnswerBlock Block) : BlockStep(Block);
