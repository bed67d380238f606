using SpecMesh.Gateway.Generations;
using SpecMesh.V1;

namespace SpecMesh.Gateway.Api.Requests;

/// <summary>Reads an endpoint's request.</summary>
internal delegate AnswerRequest AnswerReader(RequestFields fields, IHeaderDictionary headers);

/// <summary>A request that was read and found well-formed.</summary>
/// <param name="Prompts">What to generate, for each prompt; id and model are still empty.</param>
/// <param name="Model">The model asked for. Null: the mesh's only one.</param>
/// <param name="Drafting">Which draft guesses for it, if any.</param>
/// <param name="Options">What the answer should have in it.</param>
/// <param name="Format">How the answer is written.</param>
internal sealed record AnswerRequest(
    IReadOnlyList<Generation> Prompts, string? Model, DraftChoice Drafting, AnswerOptions Options, AnswerFormat Format)
{
    /// <summary>Answers in all.</summary>
    public int Choices => Prompts.Count * Options.ChoicesPerPrompt;

    /// <summary>What to generate for a choice: its prompt's generation with a seed of its own.</summary>
    /// <remarks>Choice k of a prompt has the request's seed plus k, so it equals the only choice of a request with that seed.</remarks>
    public Generation GenerationOf(int choice)
    {
        var generation = Prompts[choice / Options.ChoicesPerPrompt].Clone();
        generation.Sampling.Seed = unchecked(generation.Sampling.Seed + (ulong)(choice % Options.ChoicesPerPrompt));
        return generation;
    }
}
