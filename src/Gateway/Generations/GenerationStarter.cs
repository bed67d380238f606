using Microsoft.Extensions.Options;
using SpecMesh.Gateway.Limits;
using SpecMesh.V1;

namespace SpecMesh.Gateway.Generations;

/// <summary>Makes a stream of verdicts for each generation, within the limits of whoever asks for it.</summary>
internal sealed class GenerationStarter(
    AttemptOpener opener,
    IOptions<GatewayOptions> options,
    TokenCap cap,
    IHttpContextAccessor http,
    GenerationMetrics metrics,
    TimeProvider time,
    ILogger<GenerationStream> logger)
{
    /// <param name="generation">What to generate, with id, model and seed. The stream owns it.</param>
    /// <param name="drafting">Which draft guesses for it, if any.</param>
    public GenerationStream Start(Generation generation, DraftChoice drafting)
    {
        cap.Apply(generation);
        var limiter = http.HttpContext is { } context ? CallerRateLimiter.LimiterOf(context) : null;
        if (generation.PrefixKey == 0)
            generation.PrefixKey = PrefixKey.OfPrompt(generation);
        return new GenerationStream(generation, drafting, opener, options.Value, limiter, metrics, time, logger);
    }
}
