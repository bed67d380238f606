using SpecMesh.Gateway.Limits;

namespace SpecMesh.Gateway.Access;

/// <summary>Who sends a request: a feature of each request that has passed the door.</summary>
/// <param name="Name">The name of the key; of an open gateway, <see cref="Anyone"/>.</param>
/// <param name="Limiter">What is left of what it may do.</param>
internal sealed record Caller(string Name, CallLimiter Limiter)
{
    /// <summary>All callers of an open gateway together.</summary>
    public const string Anyone = "anyone";

    /// <summary>The caller of a request. Null: the request goes to a page that everyone may read.</summary>
    public static Caller? Of(HttpContext context) => context.Features.Get<Caller>();
}
