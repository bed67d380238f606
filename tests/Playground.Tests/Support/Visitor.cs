using System.Collections.Concurrent;
using Deque.AxeCore.Playwright;

namespace SpecMesh.Playground.Tests.Support;

/// <summary>Someone in front of the page. Notes what goes wrong in it, and which addresses it asks.</summary>
public sealed class Visitor : IAsyncDisposable
{
    public const string Story = "Tell me a short story about a fox.";

    private const int MostQuestions = 15;
    private readonly IBrowserContext _context;
    private readonly ConcurrentQueue<string> _troubles = [];

    internal Visitor(IBrowserContext context, IPage page, Uri address)
    {
        _context = context;
        Page = page;
        page.PageError += (_, error) => _troubles.Enqueue(error);
        page.Console += (_, message) =>
        {
            // A failed request is logged as an error by the browser; the page shows it to the user.
            if (message.Type == "error" && !message.Text.StartsWith("Failed to load resource", StringComparison.Ordinal))
                _troubles.Enqueue(message.Text);
        };
        page.Request += (_, request) =>
        {
            if (!request.Url.StartsWith(address.ToString(), StringComparison.Ordinal) && !request.Url.StartsWith("data:", StringComparison.Ordinal))
                _troubles.Enqueue($"The page asked {request.Url}.");
        };
    }

    public IPage Page { get; }

    public ILocator Message => Page.GetByRole(AriaRole.Textbox, new() { Name = "Message" });

    /// <summary>The last answer with speculation.</summary>
    public ILocator Answer => Page.Locator("section[data-mode=speculative]").Last;

    public ILocator Tokens => Answer.Locator("[data-token]");

    public async Task OpenAsync(string view = "chat")
    {
        await Page.GotoAsync($"/#/{view}");
        await Assertions.Expect(Page.Locator("main")).ToBeVisibleAsync();
    }

    /// <summary>Asks, and waits until the whole answer is there.</summary>
    public async Task AskAsync(string question = Story)
    {
        await Message.FillAsync(question);
        await Page.GetByRole(AriaRole.Button, new() { Name = "Send" }).ClickAsync();
        await Assertions.Expect(Page.GetByRole(AriaRole.Button, new() { Name = "Send" })).ToBeVisibleAsync();
        await Assertions.Expect(Page.Locator("section[aria-busy=true]")).ToHaveCountAsync(0);
    }

    /// <summary>Asks until a draft was quick enough to have a share in the answer: the bundled target is tiny.</summary>
    public async Task AskUntilDraftedAsync()
    {
        for (var asked = 0; asked < MostQuestions; asked++)
        {
            await AskAsync();
            if (await Answer.Locator("[data-source=draft]").CountAsync() > 0)
                return;
        }

        Assert.Fail($"No draft had a share in {MostQuestions} answers.");
    }

    public Task SwitchComparisonOnAsync() => Page.GetByRole(AriaRole.Switch, new() { Name = "Compare", Exact = true }).CheckAsync(new() { Force = true });

    /// <summary>Asserts that axe finds nothing to object to in what is shown now.</summary>
    public async Task CheckAccessibilityAsync()
    {
        var result = await Page.RunAxe();
        Assert.True(
            result.Violations.Length == 0,
            string.Join('\n', result.Violations.SelectMany(violation => violation.Nodes.Select(node => $"{violation.Id}: {violation.Help}: {node.Html}"))));
    }

    /// <summary>Asserts that nothing lies beyond the right edge.</summary>
    public async Task CheckWidthAsync()
    {
        var (width, content) = (Page.ViewportSize!.Width, await Page.EvaluateAsync<int>("document.documentElement.scrollWidth"));
        Assert.True(content <= width, $"The page is {content} pixels wide on a screen of {width}.");
        var hidden = await Page.EvaluateAsync<string[]>(
            """
            [...document.querySelectorAll('main, main *')].filter(e => e.scrollWidth > e.clientWidth + 1 && ['auto', 'scroll'].includes(getComputedStyle(e).overflowX)
                && getComputedStyle(e).overflowX !== 'hidden' && e.tagName !== 'TEXTAREA').map(e => e.outerHTML.slice(0, 120))
            """);
        Assert.Empty(hidden);
    }

    public async ValueTask DisposeAsync()
    {
        await _context.DisposeAsync();
        Assert.Empty(_troubles);
    }
}
