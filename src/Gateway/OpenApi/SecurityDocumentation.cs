using Microsoft.OpenApi;
using SpecMesh.Gateway.Access;

namespace SpecMesh.Gateway.OpenApi;

/// <summary>How a key is sent.</summary>
internal static class SecurityDocumentation
{
    private const string Bearer = "bearer";
    private const string Header = "header";

    public static void AddTo(OpenApiDocument document)
    {
        document.AddComponent(Bearer, new OpenApiSecurityScheme
        {
            Type = SecuritySchemeType.Http, Scheme = "bearer", Description = "As OpenAI's clients send it.",
        });
        document.AddComponent(Header, new OpenApiSecurityScheme
        {
            Type = SecuritySchemeType.ApiKey, In = ParameterLocation.Header, Name = ApiKeyHandler.KeyHeader, Description = "As Anthropic's clients send it.",
        });
    }

    /// <summary>A key in either way, or none where the gateway is open.</summary>
    public static List<OpenApiSecurityRequirement> KeyOrOpen(OpenApiDocument document) =>
    [
        new() { [new OpenApiSecuritySchemeReference(Bearer, document)] = [] },
        new() { [new OpenApiSecuritySchemeReference(Header, document)] = [] },
        [],
    ];
}
