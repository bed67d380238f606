using System.Diagnostics;
using SpecMesh.ServiceDefaults.Telemetry;

namespace SpecMesh.Gateway.Api;

/// <summary>
/// Names each request in the log and to the client, in the header <c>x-request-id</c>, and to the nodes that work on it: with the client's own name for it, if
/// that is a sane one.
/// </summary>
internal sealed class RequestIdMiddleware(RequestDelegate next)
{
    public async Task InvokeAsync(HttpContext context)
    {
        var id = context.Request.Headers[RequestId.Header] is [{ } given] && RequestId.IsSane(given) ? given : RequestId.Create();
        context.TraceIdentifier = id;
        RequestId.Enter(id);
        context.Response.Headers[RequestId.Header] = id;
        // Anthropic's name of the same.
        context.Response.Headers["request-id"] = id;
        Activity.Current?.SetTag(RequestId.Attribute, id);
        await next(context);
    }
}
