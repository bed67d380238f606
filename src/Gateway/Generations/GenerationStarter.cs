using Microsoft.Extensions.Options;
using SpecMesh.V1;

namespace SpecMesh.Gateway.Generations;

/// <summary>Makes a stream of verdicts for each generation.</summary>
internal sealed class GenerationStarter(
    AttemptOpener opener, IOptions<GatewayOptions> options, GenerationMetrics metrics, TimeProvider time, ILogger<GenerationStream> logger)
{
    /// <param name="generation">What to generate, with id, model and seed. The stream owns it.</param>
    /// <param name="speculate">False: plain decoding, without a draft.</param>
    public GenerationStream Start(Generation generation, bool speculate) =>
        new(generation, speculate, opener, options.Value, metrics, time, logger);
}
