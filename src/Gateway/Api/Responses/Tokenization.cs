using System.Text.Json;

namespace SpecMesh.Gateway.Api.Responses;

/// <summary>Answer of <c>POST /tokenize</c>.</summary>
internal sealed record TokenizedText(int[] Tokens);

/// <summary>The same with the tokens' texts.</summary>
internal sealed record TokenizedPieces(TokenPiece[] Tokens);

/// <param name="Id">The token.</param>
/// <param name="Piece">Its text, or an array of its bytes where they are no whole characters.</param>
internal sealed record TokenPiece(int Id, JsonElement Piece);

/// <summary>Answer of <c>POST /detokenize</c>.</summary>
internal sealed record DetokenizedText(string Content);

/// <summary>Answer of <c>POST /apply-template</c>.</summary>
internal sealed record RenderedChat(string Prompt);
