using SpecMesh.Playground.Tests.Support;
using static Microsoft.Playwright.Assertions;

namespace SpecMesh.Playground.Tests;

/// <summary>What a user sees when something goes wrong, or is stopped.</summary>
public sealed class TroubleTests(Stage stage)
{
    private const string Chat = "**/v1/chat/completions";

    [Fact]
    public async Task A_refusal_is_shown_in_the_gateways_words_and_can_be_tried_again()
    {
        await using var visitor = await stage.VisitAsync();
        await visitor.OpenAsync();
        await visitor.Page.EvaluateAsync("""localStorage.setItem('specmesh.settings', '{"model":"no-such-model"}')""");
        await visitor.Page.ReloadAsync();
        await visitor.AskAsync();

        var alert = visitor.Page.GetByRole(AriaRole.Alert);
        await Expect(alert).ToContainTextAsync("There is no such model");
        await Expect(alert).ToContainTextAsync("no-such-model");
        await Expect(alert).ToContainTextAsync("Request req_");
        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Reset settings" }).ClickAsync();
        await alert.GetByRole(AriaRole.Button, new() { Name = "Try again" }).ClickAsync();
        await Expect(visitor.Answer.GetByTestId("read-out")).ToBeVisibleAsync();
        await Expect(alert).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task An_answer_that_breaks_off_keeps_its_text_and_says_so()
    {
        await using var visitor = await stage.VisitAsync();
        await visitor.Page.RouteAsync(Chat, route => route.FulfillAsync(new()
        {
            ContentType = "text/event-stream",
            Body = """
                data: {"choices":[{"index":0,"delta":{"content":"Once"},"finish_reason":null}],"specmesh":{"tokens":[{"id":5,"text":"Once","source":"target","logprob":-0.5,"top":[]}]}}

                event: error
                data: {"error":{"message":"No verifier can go on.","type":"server_error"}}


                """,
        }));
        await visitor.OpenAsync();
        await visitor.AskAsync();

        await Expect(visitor.Tokens).ToHaveTextAsync(["Once"]);
        await Expect(visitor.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("The answer broke off");
        await Expect(visitor.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("No verifier can go on.");
    }

    [Fact]
    public async Task A_gateway_that_is_gone_is_named()
    {
        await using var visitor = await stage.VisitAsync();
        await visitor.OpenAsync();
        await visitor.Page.RouteAsync(Chat, route => route.AbortAsync());
        await visitor.AskAsync();
        await Expect(visitor.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("The gateway cannot be reached");
    }

    [Fact]
    public async Task A_running_answer_can_be_stopped()
    {
        await using var visitor = await stage.VisitAsync();
        // An answer that does not come.
        await visitor.Page.RouteAsync(Chat, _ => Task.CompletedTask);
        await visitor.OpenAsync();
        await visitor.Message.FillAsync(Visitor.Story);
        await visitor.Message.PressAsync("Enter");

        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Stop" }).ClickAsync();

        await Expect(visitor.Answer).ToContainTextAsync("Stopped.");
        await Expect(visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Send" })).ToBeVisibleAsync();
    }
}
