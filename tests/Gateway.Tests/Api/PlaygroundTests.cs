using System.Net;
using System.Net.Http.Headers;
using SpecMesh.Gateway.Tests.Support;

namespace SpecMesh.Gateway.Tests.Api;

public sealed class PlaygroundTests
{
    [Fact]
    public async Task A_browser_gets_the_page_and_its_files()
    {
        await using var gateway = await TestGateway.StartAsync();

        using var page = await BrowseAsync(gateway, "/");
        var html = await page.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        var script = html.Split('"').Single(part => part.StartsWith("./assets/", StringComparison.Ordinal) && part.EndsWith(".js", StringComparison.Ordinal));
        using var file = await BrowseAsync(gateway, script[1..]);

        Assert.Equal("text/html", page.Content.Headers.ContentType!.MediaType);
        Assert.Contains("default-src 'self'", page.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
        Assert.True(page.Headers.CacheControl!.NoCache);
        Assert.Equal("text/javascript", file.Content.Headers.ContentType!.MediaType);
        Assert.Equal(TimeSpan.FromDays(365), file.Headers.CacheControl!.MaxAge);
    }

    [Fact]
    public async Task A_file_that_is_not_there_gets_the_error_body()
    {
        await using var gateway = await TestGateway.StartAsync();
        using var response = await BrowseAsync(gateway, "/assets/none.js");
        Assert.Equal((HttpStatusCode.NotFound, "application/json"), (response.StatusCode, response.Content.Headers.ContentType!.MediaType));
    }

    private static async Task<HttpResponseMessage> BrowseAsync(TestGateway gateway, string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(path, UriKind.Relative));
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("text/html"));
        return await gateway.Http.SendAsync(request, TestContext.Current.CancellationToken);
    }
}
