using Microsoft.Extensions.Options;
using SpecMesh.V1;

namespace SpecMesh.Gateway.Generations;

/// <summary>Makes a stream of verdicts for each generation.</summary>
internal sealed class GenerationStarter(
    AttemptOpener opener, IOptions<GatewayOptions> options, GenerationMetrics metrics, TimeProvider time, ILogger<GenerationStream> logger)
{
    /// <param name="generation">What to generate, with id, model and seed. The stream owns it.</param>
    /// <param name="drafting">Which draft guesses for it, if any.</param>
    public GenerationStream Start(Generation generation, DraftChoice drafting)
    {
        if (generation.PrefixKey == 0)
            generation.PrefixKey = PrefixKey.OfPrompt(generation);
        return new GenerationStream(generation, drafting, opener, options.Value, metrics, time, logger);
    }
}
