using System.Text.Json;
using SpecMesh.Playground.Tests.Support;
using static Microsoft.Playwright.Assertions;

namespace SpecMesh.Playground.Tests;

public sealed class ChatTests(Stage stage)
{
    [Fact]
    public async Task Every_token_of_an_answer_shows_where_it_came_from()
    {
        await using var visitor = await stage.VisitAsync();
        await visitor.OpenAsync();
        await visitor.AskUntilDraftedAsync();

        var draft = visitor.Answer.Locator("[data-source=draft]").First;
        var target = visitor.Answer.Locator("[data-source=target]").First;
        Assert.NotEqual(await StyleAsync(draft, "backgroundColor"), await StyleAsync(target, "backgroundColor"));
        // Not by colour alone.
        Assert.NotEqual(await StyleAsync(draft, "borderBottomStyle"), await StyleAsync(target, "borderBottomStyle"));
        await Expect(visitor.Page.GetByRole(AriaRole.List, new() { Name = "Where a token came from" }).GetByRole(AriaRole.Listitem))
            .ToHaveTextAsync(["abDraft", "abVerifier’s guess", "abPrediction", "abTarget"]);
        await Expect(visitor.Answer.GetByTestId("read-out")).ToContainTextAsync("tokens/s");
        await Expect(visitor.Answer.GetByTestId("read-out")).ToContainTextAsync("acceptance");
        await Expect(visitor.Answer.GetByTestId("read-out")).ToContainTextAsync("→ verifier-1");
    }

    [Fact]
    public async Task Pointing_at_a_token_shows_its_probability_and_what_else_might_have_come()
    {
        await using var visitor = await stage.VisitAsync();
        await visitor.OpenAsync();
        await visitor.AskAsync();

        await visitor.Tokens.Nth(2).HoverAsync();

        var card = visitor.Page.GetByRole(AriaRole.Tooltip);
        await Expect(card).ToContainTextAsync("Probability");
        await Expect(card.Locator("tr")).ToHaveCountAsync(5);
        await visitor.Page.Mouse.MoveAsync(0, 0);
        await Expect(card).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task All_of_it_works_from_the_keyboard()
    {
        await using var visitor = await stage.VisitAsync();
        await visitor.OpenAsync();
        var page = visitor.Page;
        await page.Keyboard.PressAsync("Tab");
        await Expect(page.GetByRole(AriaRole.Link, new() { Name = "Skip to the content" })).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("Tab");
        await Expect(page.GetByRole(AriaRole.Link, new() { Name = "Chat" })).ToBeFocusedAsync();

        await visitor.Message.FocusAsync();
        await page.Keyboard.TypeAsync("What is 17 + 25?");
        await page.Keyboard.PressAsync("Enter");
        await Expect(visitor.Answer).ToHaveAttributeAsync("aria-busy", "false");

        await visitor.Answer.GetByRole(AriaRole.Group).FocusAsync();
        await page.Keyboard.PressAsync("ArrowRight");
        var first = await page.GetByRole(AriaRole.Tooltip).InnerTextAsync();
        await page.Keyboard.PressAsync("End");
        await Expect(page.GetByRole(AriaRole.Tooltip)).Not.ToHaveTextAsync(first);
        await page.Keyboard.PressAsync("Escape");
        await Expect(page.GetByRole(AriaRole.Tooltip)).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task The_same_seed_without_speculation_gives_the_same_text_beside_it()
    {
        await using var visitor = await stage.VisitAsync();
        await visitor.OpenAsync();
        await visitor.SwitchComparisonOnAsync();
        await visitor.AskAsync();

        var verdict = visitor.Page.GetByRole(AriaRole.Status);
        await Expect(verdict).ToContainTextAsync("Same text");
        await Expect(verdict).ToContainTextAsync("tokens/s");
        var plain = visitor.Page.Locator("section[data-mode=plain]");
        Assert.Equal(await visitor.Tokens.AllInnerTextsAsync(), await plain.Locator("[data-token]").AllInnerTextsAsync());
        Assert.Equal(0, await plain.Locator("[data-source=draft]").CountAsync());
        // Side by side.
        Assert.Equal((await visitor.Answer.BoundingBoxAsync())!.Y, (await plain.BoundingBoxAsync())!.Y);
    }

    [Fact]
    public async Task A_conversation_goes_on_and_outlives_a_reload()
    {
        await using var visitor = await stage.VisitAsync();
        await visitor.OpenAsync();
        await visitor.AskAsync("My name is Ada.");
        var request = await visitor.Page.RunAndWaitForRequestAsync(() => visitor.AskAsync(), AnswerRequest);
        var roles = JsonDocument.Parse(request.PostData!).RootElement.GetProperty("messages").EnumerateArray().Select(message => message.GetProperty("role").GetString());
        Assert.Equal(["user", "assistant", "user"], roles);
        var text = await visitor.Answer.InnerTextAsync();

        await visitor.Page.ReloadAsync();

        Assert.Equal(text, await visitor.Answer.InnerTextAsync());
        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "New chat" }).ClickAsync();
        await Expect(visitor.Page.GetByRole(AriaRole.Heading, new() { Name = "Ask the mesh" })).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Settings_are_asked_for_and_the_key_leaves_with_the_tab()
    {
        await using var visitor = await stage.VisitAsync();
        await visitor.OpenAsync();
        var page = visitor.Page;
        await page.GetByLabel("System prompt").FillAsync("Be brief.");
        await page.GetByRole(AriaRole.Textbox, new() { Name = "Seed", Exact = true }).FillAsync("42");
        await page.GetByLabel("Most tokens of an answer").FillAsync("7");
        await page.GetByLabel("API key", new() { Exact = true }).FillAsync("secret-key");
        await page.GetByRole(AriaRole.Combobox, new() { Name = "Draft" }).ClickAsync();
        await page.GetByRole(AriaRole.Option, new() { Name = "Only draft-2" }).ClickAsync();

        var request = await page.RunAndWaitForRequestAsync(() => visitor.AskAsync(), AnswerRequest);

        var body = JsonDocument.Parse(request.PostData!).RootElement;
        Assert.Equal("Be brief.", body.GetProperty("messages")[0].GetProperty("content").GetString());
        Assert.Equal((42, 7), (body.GetProperty("seed").GetInt32(), body.GetProperty("max_tokens").GetInt32()));
        Assert.Equal("draft-2", body.GetProperty("speculation").GetProperty("draft").GetString());
        Assert.Equal("Bearer secret-key", (await request.AllHeadersAsync())["authorization"]);
        Assert.DoesNotContain("secret-key", await page.EvaluateAsync<string>("JSON.stringify(localStorage)"), StringComparison.Ordinal);
        await Expect(visitor.Answer).ToContainTextAsync("Cut off at the most tokens");
    }

    private static bool AnswerRequest(IRequest request) => request.Url.EndsWith("/v1/chat/completions", StringComparison.Ordinal);

    private static Task<string> StyleAsync(ILocator locator, string property) =>
        locator.EvaluateAsync<string>("(element, property) => getComputedStyle(element)[property]", property);
}
