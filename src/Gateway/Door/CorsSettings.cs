using Microsoft.AspNetCore.Cors.Infrastructure;
using Microsoft.Extensions.Options;
using SpecMesh.Gateway.Limits;

namespace SpecMesh.Gateway.Door;

/// <summary>Settings under <c>Gateway:Cors</c>.</summary>
public sealed class CorsSettings
{
    public const string Section = "Gateway:Cors";

    /// <summary>Origins whose pages may call the gateway, separated by commas; <c>*</c>: all. Default: only the gateway's own.</summary>
    public string Origins { get; set; } = "";

    internal string[] List => Origins.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
}

internal sealed class CorsSettingsValidator : IValidateOptions<CorsSettings>
{
    public ValidateOptionsResult Validate(string? name, CorsSettings options)
    {
        var wrong = options.List.Where(static origin => !IsOrigin(origin)).ToList();
        if (options.List.Length > 1 && options.List.Contains("*"))
            return ValidateOptionsResult.Fail("Gateway:Cors:Origins has * among others. Leave the others out, or the *.");
        return wrong.Count == 0
            ? ValidateOptionsResult.Success
            : ValidateOptionsResult.Fail($"Gateway:Cors:Origins has '{wrong[0]}', which is no origin. Write it as a browser does, like https://chat.example.com: without a path, and without a slash at the end.");
    }

    private static bool IsOrigin(string origin) =>
        origin == "*"
        || (Uri.TryCreate(origin, UriKind.Absolute, out var uri)
            && uri.Scheme is "http" or "https"
            && uri.GetLeftPart(UriPartial.Authority).Equals(origin, StringComparison.OrdinalIgnoreCase));
}

/// <summary>Which pages of other origins may call: those of the settings, with no cookies, and a key as any other client has it.</summary>
internal sealed class CorsPolicySource(IOptions<CorsSettings> settings) : IConfigureOptions<CorsOptions>
{
    private static readonly TimeSpan PreflightAge = TimeSpan.FromHours(1);

    private static readonly string[] Readable =
        ["x-request-id", "retry-after", "X-SpecMesh-Verifier", "X-SpecMesh-Draft", .. LimitHeaders.Names];

    public void Configure(CorsOptions options) => options.AddDefaultPolicy(policy => policy
        .WithOrigins(settings.Value.List)
        .WithMethods("GET", "POST")
        .AllowAnyHeader()
        .WithExposedHeaders(Readable)
        .SetPreflightMaxAge(PreflightAge));
}
