using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Authorization;
using SpecMesh.Gateway.Access;

namespace SpecMesh.Gateway.Limits;

/// <summary>ASP.NET Core's rate limiting by caller. What everyone may read without a key is not limited.</summary>
internal sealed class CallerRateLimiter : PartitionedRateLimiter<HttpContext>
{
    /// <summary>The limits that a request counts against. Null: none.</summary>
    public static CallLimiter? LimiterOf(HttpContext context) =>
        context.GetEndpoint()?.Metadata.GetMetadata<IAllowAnonymous>() is null ? Caller.Of(context)?.Limiter : null;

    public override RateLimiterStatistics? GetStatistics(HttpContext resource) => null;

    protected override RateLimitLease AttemptAcquireCore(HttpContext resource, int permitCount) =>
        LimiterOf(resource)?.Enter() ?? CallLease.Granted(null);

    // Nobody waits in line here: verifiers have a queue.
    protected override ValueTask<RateLimitLease> AcquireAsyncCore(HttpContext resource, int permitCount, CancellationToken cancellationToken) =>
        new(AttemptAcquireCore(resource, permitCount));
}
