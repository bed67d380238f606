using Microsoft.AspNetCore.Authorization;
using Microsoft.Extensions.Options;

namespace SpecMesh.Gateway.Access;

internal static class AccessSetup
{
    /// <summary>
    /// Every address asks for a key, unknown ones too, unless its endpoint says <c>.AllowAnonymous()</c> or no key is set at all.
    /// </summary>
    public static void AddAccess(this IServiceCollection services)
    {
        services.AddOptions<AccessOptions>().ValidateOnStart();
        services.AddSingleton<IValidateOptions<AccessOptions>, AccessOptionsValidator>();
        services.AddSingleton<KeySettings>();
        services.AddSingleton<KeyRing>();
        services.AddHostedService<KeyWatch>();

        // The core alone: what keeps cookies safe would write keys of its own to the disk.
        services.AddAuthenticationCore(options =>
        {
            options.DefaultScheme = ApiKeyHandler.Scheme;
            options.AddScheme<ApiKeyHandler>(ApiKeyHandler.Scheme, displayName: null);
        });
        services.AddAuthorizationBuilder().SetFallbackPolicy(new AuthorizationPolicyBuilder().RequireAuthenticatedUser().Build());
    }
}
