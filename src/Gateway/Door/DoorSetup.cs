using Microsoft.AspNetCore.Cors.Infrastructure;
using Microsoft.Extensions.Options;
using SpecMesh.Gateway.Access;
using SpecMesh.Gateway.Limits;

namespace SpecMesh.Gateway.Door;

/// <summary>What every request passes before its endpoint: whose page it comes from, whose key it has, how much that key may do.</summary>
internal static class DoorSetup
{
    public static void AddDoor(this IServiceCollection services)
    {
        services.AddOptions<CorsSettings>()
            .Configure<IConfiguration>((options, configuration) => configuration.GetSection(CorsSettings.Section).Bind(options))
            .ValidateOnStart();
        services.AddSingleton<IValidateOptions<CorsSettings>, CorsSettingsValidator>();
        services.AddSingleton<IConfigureOptions<CorsOptions>, CorsPolicySource>();
        services.AddCors();
        services.AddAccess();
        services.AddLimits();
    }

    /// <summary>To be used after what writes errors, and before any endpoint.</summary>
    public static void UseDoor(this WebApplication app)
    {
        // A browser asks first without the key.
        app.UseCors();
        app.UseAuthentication();
        app.UseAuthorization();
        app.UseLimits();
    }
}
