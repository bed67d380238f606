namespace SpecMesh.Gateway.Api;

/// <summary>Names each request in the log and to the client, in the header <c>x-request-id</c>.</summary>
internal sealed class RequestIdMiddleware(RequestDelegate next)
{
    public Task InvokeAsync(HttpContext context)
    {
        context.TraceIdentifier = $"req_{Guid.NewGuid():N}";
        context.Response.Headers["x-request-id"] = context.TraceIdentifier;
        // Anthropic's name of the same.
        context.Response.Headers["request-id"] = context.TraceIdentifier;
        return next(context);
    }
}
