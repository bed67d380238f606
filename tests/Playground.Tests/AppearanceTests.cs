using SpecMesh.Playground.Tests.Support;
using static Microsoft.Playwright.Assertions;

namespace SpecMesh.Playground.Tests;

/// <summary>Themes, screens of all sizes, and what axe says.</summary>
public sealed class AppearanceTests(Stage stage)
{
    private const int PhoneWidth = 360;

    [Fact]
    public async Task The_theme_follows_the_system_until_one_is_chosen()
    {
        await using var visitor = await stage.VisitAsync(ColorScheme.Dark);
        await visitor.OpenAsync();
        var root = visitor.Page.Locator("html");
        await Expect(root).ToHaveAttributeAsync("data-mantine-color-scheme", "dark");
        await visitor.Page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Light });
        await Expect(root).ToHaveAttributeAsync("data-mantine-color-scheme", "light");

        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Colour scheme" }).ClickAsync();
        await visitor.Page.GetByRole(AriaRole.Menuitem, new() { Name = "Dark" }).ClickAsync();

        await Expect(root).ToHaveAttributeAsync("data-mantine-color-scheme", "dark");
        await visitor.Page.ReloadAsync();
        await Expect(root).ToHaveAttributeAsync("data-mantine-color-scheme", "dark");
    }

    [Theory]
    [InlineData(ColorScheme.Light, 1280)]
    [InlineData(ColorScheme.Dark, 1280)]
    [InlineData(ColorScheme.Light, PhoneWidth)]
    [InlineData(ColorScheme.Dark, PhoneWidth)]
    public async Task Every_view_is_accessible_and_fits_the_screen(ColorScheme scheme, int width)
    {
        await using var visitor = await stage.VisitAsync(scheme, width, height: 740);
        await visitor.OpenAsync();
        await CheckAsync(visitor);

        await visitor.SwitchComparisonOnAsync();
        await visitor.AskAsync();
        await visitor.Tokens.Nth(1).ClickAsync();
        await Expect(visitor.Page.GetByRole(AriaRole.Tooltip)).ToBeVisibleAsync();
        await CheckAsync(visitor);
        await visitor.Page.Mouse.MoveAsync(1, 1);

        if (width == PhoneWidth)
        {
            await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Settings" }).ClickAsync();
            await Expect(visitor.Page.GetByLabel("API key", new() { Exact = true })).ToBeVisibleAsync();
            await CheckAsync(visitor);
            await visitor.Page.Keyboard.PressAsync("Escape");
            await Expect(visitor.Page.GetByRole(AriaRole.Dialog)).ToHaveCountAsync(0);
        }

        await visitor.Page.GetByRole(AriaRole.Link, new() { Name = "Mesh" }).ClickAsync();
        await Expect(visitor.Page.GetByRole(AriaRole.Article, new() { Name = "verifier-1" })).ToBeVisibleAsync();
        await CheckAsync(visitor);
    }

    private static async Task CheckAsync(Visitor visitor)
    {
        await visitor.CheckAccessibilityAsync();
        await visitor.CheckWidthAsync();
    }
}
