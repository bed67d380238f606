using Microsoft.Extensions.FileProviders;
using Microsoft.Net.Http.Headers;

namespace SpecMesh.Gateway.Pages;

/// <summary>The page at <c>/</c>, which the build puts beside the binaries unless it is told not to (<c>-p:Playground=false</c>).</summary>
internal static class Playground
{
    // Files that the page names carry a hash of their content in their names; the page itself does not.
    private const string ForGood = "public, max-age=31536000, immutable";
    private const string AskAgain = "no-cache";

    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "wwwroot");
    private static readonly string Page = Path.Combine(Folder, "index.html");

    /// <summary>Serves the files of the page.</summary>
    public static void UsePlayground(this WebApplication app)
    {
        if (!File.Exists(Page))
            return;
        app.UseStaticFiles(new StaticFileOptions
        {
            FileProvider = new PhysicalFileProvider(Folder),
            OnPrepareResponse = file => file.Context.Response.Headers.CacheControl =
                file.Context.Request.Path.StartsWithSegments("/assets") ? ForGood : AskAgain,
        });
    }

    /// <summary>The page, for a browser. Null for others, and where there is none.</summary>
    public static IResult? For(HttpContext http)
    {
        http.Response.Headers.Vary = HeaderNames.Accept;
        var isBrowser = http.Request.GetTypedHeaders().Accept.Any(type => type.MediaType.Equals("text/html", StringComparison.OrdinalIgnoreCase));
        if (!isBrowser || !File.Exists(Page))
            return null;
        http.Response.Headers.CacheControl = AskAgain;
        return TypedResults.PhysicalFile(Page, "text/html; charset=utf-8");
    }
}
