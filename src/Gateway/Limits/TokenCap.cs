using Microsoft.Extensions.Options;
using SpecMesh.Gateway.Api.Errors;
using SpecMesh.V1;

namespace SpecMesh.Gateway.Limits;

/// <summary><c>Gateway:MaxTokens</c>: how many tokens an answer may have.</summary>
internal sealed class TokenCap(IOptions<GatewayOptions> options)
{
    /// <summary>Gives a generation that has no limit of its own this one.</summary>
    /// <exception cref="ApiException">It asks for more.</exception>
    public void Apply(Generation generation)
    {
        var most = options.Value.MaxTokens;
        if (most == 0)
            return;
        if (generation.MaxTokens > most)
            throw ApiErrors.BadValue("max_tokens", $"The request asks for up to {generation.MaxTokens} tokens, but this gateway gives at most {most} to an answer.");
        if (generation.MinTokens > most)
            throw ApiErrors.BadValue("min_tokens", $"'min_tokens' is {generation.MinTokens}, but this gateway gives at most {most} tokens to an answer.");
        if (generation.MaxTokens == 0)
            generation.MaxTokens = most;
    }
}
