using Microsoft.OpenApi;
using SpecMesh.Gateway.Limits;

namespace SpecMesh.Gateway.OpenApi;

/// <summary>The headers that requests may have and answers have.</summary>
internal static class HeaderDocumentation
{
    /// <summary>For clients that cannot add <c>speculation</c> to a body.</summary>
    public static IEnumerable<IOpenApiParameter> OfRequests =>
    [
        Parameter("X-SpecMesh-Speculation", "`on` or `off`: as `speculation.enabled`, which counts before it."),
        Parameter("X-SpecMesh-Max-Depth", "0 to 256: as `speculation.max_depth`."),
        Parameter("X-SpecMesh-Min-Depth", "0 to 256: as `speculation.min_depth`."),
        Parameter("X-SpecMesh-Draft", "The only draft node that may guess: as `speculation.draft`."),
    ];

    /// <param name="status">The answer's status.</param>
    public static Dictionary<string, IOpenApiHeader> OfAnswers(string status)
    {
        var headers = new Dictionary<string, IOpenApiHeader> { ["x-request-id"] = Header("Names the request in the gateway's log.") };
        if (status is "429" or "503")
            headers["Retry-After"] = Header("Seconds after which to try again.");
        if (status is "401")
            headers["WWW-Authenticate"] = Header("How a key is sent.");
        if (status is "200" or "429")
        {
            foreach (var name in LimitHeaders.Names)
                headers[name] = Header("There if the key has such a limit.");
        }

        return headers;
    }

    private static OpenApiParameter Parameter(string name, string description) => new()
    {
        Name = name, In = ParameterLocation.Header, Description = description, Schema = Text(),
    };

    private static OpenApiHeader Header(string description) => new() { Description = description, Schema = Text() };

    private static OpenApiSchema Text() => new() { Type = JsonSchemaType.String };
}
