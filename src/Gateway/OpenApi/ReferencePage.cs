using System.Buffers.Text;
using System.Security.Cryptography;
using Scalar.AspNetCore;
using SpecMesh.Gateway.Door;

namespace SpecMesh.Gateway.OpenApi;

/// <summary>The API's reference as a page, at <c>/reference</c>. Everything that it needs comes from the gateway; nothing is told to anyone.</summary>
internal static class ReferencePage
{
    private const string Path = "/reference";
    private const int NonceBytes = 16;

    public static void MapReferencePage(this WebApplication app) => app
        .MapScalarApiReference(Path, static (options, context) =>
        {
            options.Title = "SpecMesh API";
            options.OpenApiRoutePattern = OpenApiSetup.DocumentPath;
            options.DisableDefaultFonts().DisableTelemetry().DisableAgent();
            options.Mcp = new ScalarMcpOptions { Disabled = true };
            options.HideClientButton = true;
            options.ShowDeveloperTools = DeveloperToolsVisibility.Never;

            var nonce = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(NonceBytes));
            options.WithNonce(nonce);
            SecurityHeaders.AllowScripts(context, nonce);
        })
        .AllowAnonymous();
}
