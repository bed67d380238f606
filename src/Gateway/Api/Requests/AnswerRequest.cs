using SpecMesh.Gateway.Generations;
using SpecMesh.V1;

namespace SpecMesh.Gateway.Api.Requests;

/// <summary>A request that was read and found well-formed.</summary>
/// <param name="Generation">What to generate; id and model are still empty.</param>
/// <param name="Model">The model asked for. Null: the mesh's only one.</param>
/// <param name="Stream">Answer piece by piece, as server-sent events.</param>
/// <param name="IncludeUsage">End a streamed answer with a chunk of token counts.</param>
/// <param name="Drafting">Which draft guesses for it, if any.</param>
internal sealed record AnswerRequest(Generation Generation, string? Model, bool Stream, bool IncludeUsage, DraftChoice Drafting)
{
    /// <summary>Whether the answer may have tool calls, which are then told apart from its text.</summary>
    public bool TakesToolCalls { get; init; }
}
