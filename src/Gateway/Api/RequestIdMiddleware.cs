using System.Diagnostics;
using SpecMesh.ServiceDefaults.Telemetry;

namespace SpecMesh.Gateway.Api;

/// <summary>
/// Names each request in the log and to the client, in the header <c>x-request-id</c>, and to the nodes that work on it: with the client's own name for it, if
/// that is a sane one.
/// </summary>
internal sealed class RequestIdMiddleware(RequestDelegate next)
{
    private const int MostCharacters = 128;

    public async Task InvokeAsync(HttpContext context)
    {
        var id = context.Request.Headers[RequestId.Header] is [{ } given] && IsSane(given) ? given : RequestId.Create();
        context.TraceIdentifier = id;
        RequestId.Enter(id);
        context.Response.Headers[RequestId.Header] = id;
        // Anthropic's name of the same.
        context.Response.Headers["request-id"] = id;
        Activity.Current?.SetTag(RequestId.Attribute, id);
        await next(context);
    }

    // It goes into log lines and headers: nothing that could break out of either.
    private static bool IsSane(string id) =>
        id.Length is > 0 and <= MostCharacters && id.All(static character => char.IsAsciiLetterOrDigit(character) || "-_.:/+=".Contains(character, StringComparison.Ordinal));
}
