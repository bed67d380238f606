namespace SpecMesh.Gateway.Door;

/// <summary>What browsers may do with an answer, for those that show one as a page.</summary>
internal static class SecurityHeaders
{
    // Styles may stand in a page: libraries set them on elements.
    private const string AllButScripts =
        "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:; object-src 'none'; "
        + "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    /// <summary>Scripts and everything else from the gateway itself, and no script within a page.</summary>
    private const string OwnContent = $"{AllButScripts}; script-src 'self'";

    public static void UseSecurityHeaders(this WebApplication app) => app.Use(static (context, next) =>
    {
        var headers = context.Response.Headers;
        headers.XContentTypeOptions = "nosniff";
        headers.XFrameOptions = "DENY";
        headers["Referrer-Policy"] = "no-referrer";
        headers.ContentSecurityPolicy = OwnContent;
        return next(context);
    });

    /// <summary>Lets those scripts within this answer run that have a nonce.</summary>
    public static void AllowScripts(HttpContext context, string nonce) =>
        context.Response.Headers.ContentSecurityPolicy = $"{AllButScripts}; script-src 'self' 'nonce-{nonce}'";
}
