using System.Threading.RateLimiting;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.Options;
using SpecMesh.Gateway.Api.Errors;

namespace SpecMesh.Gateway.Limits;

internal static class LimitSetup
{
    public static void AddLimits(this IServiceCollection services)
    {
        services.AddOptions<LimitOptions>()
            .Configure<IConfiguration>((options, configuration) => configuration.GetSection(LimitOptions.Section).Bind(options))
            .ValidateOnStart();
        services.AddSingleton<IValidateOptions<LimitOptions>, LimitOptionsValidator>();
        services.AddHttpContextAccessor();
        services.AddSingleton<TokenCap>();
        services.AddRateLimiter(options =>
        {
            options.GlobalLimiter = new CallerRateLimiter();
            options.OnRejected = static (rejected, _) => throw Refusal(rejected);
        });
    }

    /// <summary>Limits every request that comes after, and says in its headers what is left.</summary>
    public static void UseLimits(this WebApplication app)
    {
        app.UseRateLimiter();
        app.Use(static (context, next) =>
        {
            LimitHeaders.Write(context);
            return next(context);
        });
    }

    private static ApiException Refusal(OnRejectedContext rejected)
    {
        LimitHeaders.Write(rejected.HttpContext);
        rejected.Lease.TryGetMetadata(CallLease.Limit, out var limit);
        rejected.Lease.TryGetMetadata(CallLease.Kind, out var kind);
        rejected.Lease.TryGetMetadata(MetadataName.RetryAfter, out var wait);
        return ApiErrors.LimitReached(limit!, kind!, wait);
    }
}
