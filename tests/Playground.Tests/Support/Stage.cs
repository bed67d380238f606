using SpecMesh.AppHost.Topology;
using SpecMesh.EndToEnd.Mesh;

namespace SpecMesh.Playground.Tests.Support;

/// <summary>One mesh (a verifier, two drafts, a gateway) and one browser for all tests.</summary>
public sealed class Stage : IAsyncLifetime
{
    // Far longer than anything takes, so that only a failure reaches it.
    private const float Patience = 60_000;

    private IPlaywright _playwright = null!;
    private IBrowser _browser = null!;

    public MeshFixture Mesh { get; private set; } = null!;

    /// <summary>The gateway's address.</summary>
    public Uri Address => Mesh["gateway-1"].Spec.Url(ServiceSpec.HttpEndpoint);

    public async ValueTask InitializeAsync()
    {
        Assertions.SetDefaultExpectTimeout(Patience);
        var mesh = MeshFixture.StartAsync(topology => topology with { Drafts = topology.Drafts with { Count = 2 } });
        var program = await Chromium.FindAsync(TestContext.Current.CancellationToken);
        _playwright = await Microsoft.Playwright.Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = program,
            // Chromium's sandbox refuses to run for root, which containers often are.
            ChromiumSandbox = !Environment.IsPrivilegedProcess,
        });
        Mesh = await mesh;
    }

    /// <summary>A visitor with an empty browser.</summary>
    public async Task<Visitor> VisitAsync(ColorScheme scheme = ColorScheme.Light, int width = 1280, int height = 900)
    {
        var context = await _browser.NewContextAsync(new BrowserNewContextOptions
        {
            BaseURL = Address.ToString(),
            ColorScheme = scheme,
            ReducedMotion = ReducedMotion.Reduce,
            ViewportSize = new ViewportSize { Width = width, Height = height },
        });
        context.SetDefaultTimeout(Patience);
        return new Visitor(context, await context.NewPageAsync(), Address);
    }

    public async ValueTask DisposeAsync()
    {
        await _browser.DisposeAsync();
        _playwright.Dispose();
        await Mesh.DisposeAsync();
    }
}
