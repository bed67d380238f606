using System.Net;
using SpecMesh.Gateway.Tests.Support;
using SpecMesh.Tests.Support;
using SpecMesh.V1;

namespace SpecMesh.Gateway.Tests.Api;

public sealed class HealthTests
{
    [Fact]
    public async Task It_is_healthy_with_a_verifier_and_alive_without()
    {
        await using var verifier = await ScriptedNode.StartAsync(NodeRole.Verifier, "verifier-1");
        await using var gateway = await TestGateway.StartAsync(verifier);
        Assert.Equal(HttpStatusCode.OK, (await gateway.GetAsync("/health")).Response.StatusCode);

        await verifier.Node.KillAsync();
        await gateway.UntilReadyAsync(NodeRole.Verifier, 0);

        var (response, body) = await gateway.GetAsync("/health");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        Assert.Equal("no verifier is ready", body.GetProperty("reasons").GetProperty("verifiers").GetString());
        Assert.Equal(HttpStatusCode.OK, (await gateway.GetAsync("/alive")).Response.StatusCode);
    }

    [Fact]
    public async Task The_root_says_where_to_go()
    {
        await using var gateway = await TestGateway.StartAsync();
        var (response, body) = await gateway.GetAsync("/");
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Contains(body.GetProperty("endpoints").EnumerateArray(), line => line.GetString() == "POST /v1/chat/completions");
    }

    [Fact]
    public async Task Shutting_down_lets_a_running_answer_end_and_takes_no_new_one()
    {
        var limit = Limit.Start();
        await using var verifier = await ScriptedNode.StartAsync(NodeRole.Verifier, "verifier-1", Behaviour.HangAfter(4));
        await using var second = await ScriptedNode.StartAsync(NodeRole.Verifier, "verifier-2");
        second.Node.Status.Load = new NodeLoad { Active = 1, Ready = true };
        await using var gateway = await TestGateway.StartAsync(verifier, second);
        var answering = gateway.PostAsync("/v1/completions", """{"prompt":"Hi"}""");
        await verifier.Hanging.WaitAsync(limit);

        var stopping = gateway.StopAsync();

        var (refused, _) = await gateway.PostAsync("/v1/completions", """{"prompt":"Hi"}""");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);
        Assert.NotNull(refused.Headers.RetryAfter);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await gateway.GetAsync("/health")).Response.StatusCode);
        Assert.False(stopping.IsCompleted);

        await verifier.Node.KillAsync();
        var (response, body) = await answering;
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(Answer.Text, body.GetProperty("choices")[0].GetProperty("text").GetString());
        await stopping.WaitAsync(limit);
    }
}
