using SpecMesh.Playground.Tests.Support;
using static Microsoft.Playwright.Assertions;

namespace SpecMesh.Playground.Tests;

public sealed class MeshViewTests(Stage stage)
{
    [Fact]
    public async Task Every_node_is_shown_with_its_model_device_load_and_health()
    {
        await using var visitor = await stage.VisitAsync();
        await visitor.OpenAsync("mesh");

        foreach (var (name, role, model) in new[]
        {
            ("verifier-1", "Verifier", "SpecMesh demo target"), ("draft-1", "Draft", "SpecMesh demo draft"), ("draft-2", "Draft", "SpecMesh demo draft"),
        })
        {
            var card = visitor.Page.GetByRole(AriaRole.Article, new() { Name = name });
            await Expect(card).ToContainTextAsync(role);
            await Expect(card).ToContainTextAsync(model);
            await Expect(card).ToContainTextAsync("Ready");
            await Expect(card).ToContainTextAsync("0 of 8 slots");
            await Expect(card).ToContainTextAsync("CPU");
        }
    }

    [Fact]
    public async Task A_draft_that_works_for_a_verifier_is_linked_to_it()
    {
        await using var visitor = await stage.VisitAsync();
        await visitor.OpenAsync();
        await visitor.AskUntilDraftedAsync();
        await visitor.Page.GetByRole(AriaRole.Link, new() { Name = "Mesh" }).ClickAsync();

        // Another draft may have had a session without guessing, and be listed first.
        var link = visitor.Page.GetByRole(AriaRole.Table, new() { Name = "Links between drafts and verifiers" }).GetByRole(AriaRole.Row)
            .Filter(new() { HasText = "draft-" }).Filter(new() { HasText = "%" }).First;
        await Expect(link).ToContainTextAsync("verifier-1");
        // Two drafts at the gateway, and at least one line between a draft and the verifier.
        await Expect(visitor.Page.Locator("[role=img] path").Nth(2)).ToBeAttachedAsync();
        await Expect(visitor.Page.GetByRole(AriaRole.Article, new() { Name = "verifier-1" })).ToContainTextAsync("% of");
    }

    [Fact]
    public async Task Sessions_are_seen_while_they_run()
    {
        await using var visitor = await stage.VisitAsync();
        await visitor.OpenAsync("mesh");
        using var body = new StringContent(
            """{"prompt":"Once there was a","max_tokens":900,"temperature":1,"ignore_eos":true,"stream":true}""", System.Text.Encoding.UTF8, "application/json");
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/completions") { Content = body };

        using var running = await stage.Mesh.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);

        await Expect(visitor.Page.Locator("[role=img] path[data-busy=true]").First).ToBeAttachedAsync();
        await Expect(visitor.Page.GetByRole(AriaRole.Article, new() { Name = "verifier-1" })).ToContainTextAsync("tokens/s");
    }
}
