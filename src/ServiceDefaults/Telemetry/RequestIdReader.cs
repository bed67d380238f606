using System.Diagnostics;
using Microsoft.AspNetCore.Http;

namespace SpecMesh.ServiceDefaults.Telemetry;

/// <summary>Has a node work under the id of the request that a call is for.</summary>
internal sealed class RequestIdReader(RequestDelegate next)
{
    public async Task InvokeAsync(HttpContext context)
    {
        if (context.Request.Headers.TryGetValue(RequestId.Header, out var values) && values.ToString() is var id && RequestId.IsSane(id))
        {
            context.TraceIdentifier = id;
            RequestId.Enter(id);
            Activity.Current?.SetTag(RequestId.Attribute, id);
        }

        await next(context);
    }
}
