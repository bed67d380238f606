using Grpc.Core;
using SpecMesh.Gateway.Tests.Support;
using SpecMesh.Tests.Support;
using SpecMesh.V1;

namespace SpecMesh.Gateway.Tests.Api;

/// <summary>Several answers to one request.</summary>
public sealed class ChoicesTests : ScriptedMeshTests
{
    private const string Chat = "/v1/chat/completions";
    private const string Completions = "/v1/completions";
    private readonly CancellationToken _limit = Limit.Start();

    [Theory]
    [InlineData(3)]
    // More than run side by side.
    [InlineData(20)]
    public async Task Each_choice_has_an_index_and_the_next_seed_and_the_prompt_counts_once(int n)
    {
        var (_, body) = await Gateway.PostAsync(Chat, $$"""{"messages":[{"role":"user","content":"Hi"}],"n":{{n}},"seed":40}""");

        var choices = body.GetProperty("choices").EnumerateArray().ToList();
        Assert.Equal(Enumerable.Range(0, n), choices.Select(choice => choice.GetProperty("index").GetInt32()));
        Assert.All(choices, choice => Assert.Equal(Answer.Text, choice.GetProperty("message").GetProperty("content").GetString()));
        Assert.All(choices, choice => Assert.Equal("stop", choice.GetProperty("finish_reason").GetString()));
        Assert.Equal(Enumerable.Range(40, n).Select(seed => (ulong)seed), Verifier.Calls.Select(call => call.Sampling.Seed).Order());
        Assert.Equal(
            Enumerable.Range(0, n).Select(choice => $"{body.GetProperty("id").GetString()}-{choice}").Order(StringComparer.Ordinal),
            Verifier.Calls.Select(call => call.Id).Order(StringComparer.Ordinal));
        var usage = body.GetProperty("usage");
        Assert.Equal(Answer.Prompt.Length, usage.GetProperty("prompt_tokens").GetInt32());
        Assert.Equal(n * Answer.Tokens, usage.GetProperty("completion_tokens").GetInt32());
        Assert.Equal(4 * n, usage.GetProperty("completion_tokens_details").GetProperty("accepted_prediction_tokens").GetInt32());
    }

    [Fact]
    public async Task A_streamed_answer_has_all_choices_each_from_its_role_to_its_reason()
    {
        var events = await Gateway.StreamAsync(
            Chat, """{"messages":[{"role":"user","content":"Hi"}],"n":3,"stream":true,"stream_options":{"include_usage":true}}""");

        Assert.Equal("[DONE]", events[^1].Data);
        Assert.Equal(3 * Answer.Tokens, events[^2].Json.GetProperty("usage").GetProperty("completion_tokens").GetInt32());
        var choices = events.SkipLast(2).Select(item => Assert.Single(item.Json.GetProperty("choices").EnumerateArray()))
            .GroupBy(choice => choice.GetProperty("index").GetInt32()).ToList();
        Assert.Equal([0, 1, 2], choices.Select(choice => choice.Key).Order());
        Assert.All(choices, choice =>
        {
            var deltas = choice.Select(chunk => chunk.GetProperty("delta")).ToList();
            Assert.Equal("assistant", deltas[0].GetProperty("role").GetString());
            Assert.Equal(Answer.Text, string.Concat(deltas.Select(delta => delta.TryGetProperty("content", out var text) ? text.GetString() : "")));
            Assert.Equal("stop", choice.Last().GetProperty("finish_reason").GetString());
        });
    }

    [Fact]
    public async Task Each_prompt_of_a_list_gets_its_choices_in_order()
    {
        var (_, body) = await Gateway.PostAsync(Completions, """{"prompt":["Hi",[7,8],"Ho"],"n":2,"seed":5,"echo":true}""");

        // Prompt 1 is the bytes 7 and 8 in the scripted vocabulary.
        Assert.Equal(
            ["Hi", "Hi", "\u0007\u0008", "\u0007\u0008", "Ho", "Ho"],
            body.GetProperty("choices").EnumerateArray().Select(choice => choice.GetProperty("text").GetString()!.Replace(Answer.Text, "", StringComparison.Ordinal)));
        Assert.Equal([5, 5, 5, 6, 6, 6], Verifier.Calls.Select(call => (int)call.Sampling.Seed).Order());
        Assert.Equal(3 * Answer.Prompt.Length, body.GetProperty("usage").GetProperty("prompt_tokens").GetInt32());
        Assert.Equal(6 * Answer.Tokens, body.GetProperty("usage").GetProperty("completion_tokens").GetInt32());
    }

    [Fact]
    public async Task An_echo_is_streamed_before_the_answer_and_counts_in_offsets()
    {
        var events = await Gateway.StreamAsync(
            Completions, """{"prompt":"Hi 🙂","echo":true,"stream":true,"specmesh":{"tokens":true}}""");

        var texts = events.SkipLast(1).Select(item => item.Json.GetProperty("choices")[0].GetProperty("text").GetString()).ToList();
        Assert.StartsWith("Hi 🙂", texts[0], StringComparison.Ordinal);
        Assert.Equal("Hi 🙂" + Answer.Text, string.Concat(texts));
    }

    [Fact]
    public async Task Where_one_choice_breaks_the_stream_ends_with_an_error_and_not_with_DONE()
    {
        Behaviour[] script = [Behaviour.Play, Behaviour.FailAfter(4, StatusCode.Unavailable), .. Enumerable.Repeat(Behaviour.Refuse(StatusCode.Unavailable), 100)];
        await using var verifier = await ScriptedNode.StartAsync(NodeRole.Verifier, "verifier-1", script);
        await using var gateway = await TestGateway.StartAsync(verifier);

        var events = await gateway.StreamAsync(Chat, """{"messages":[{"role":"user","content":"Hi"}],"n":2,"stream":true}""");

        Assert.Equal("error", events[^1].Name);
        Assert.DoesNotContain(events, item => item.Data == "[DONE]");
    }

    [Fact]
    public async Task A_client_that_leaves_ends_every_choice()
    {
        await using var verifier = await ScriptedNode.StartAsync(
            NodeRole.Verifier, "verifier-1", Behaviour.Play, Behaviour.Play, Behaviour.HangAfter(2));
        await using var gateway = await TestGateway.StartAsync(verifier);
        using (var stream = await gateway.OpenStreamAsync(Chat, """{"messages":[{"role":"user","content":"Hi"}],"n":3,"stream":true}"""))
            await verifier.Hanging.WaitAsync(_limit);

        await verifier.Cancelled.WaitAsync(_limit);
    }

    [Theory]
    [InlineData("""{"prompt":["a","b"],"n":65}""", "n")]
    [InlineData("""{"prompt":"a","n":129}""", "n")]
    public async Task More_answers_than_OpenAI_allows_are_refused(string request, string field)
    {
        var (_, body) = await Gateway.PostAsync(Completions, request);
        Assert.Equal(field, body.GetProperty("error").GetProperty("param").GetString());
        Assert.Contains("128", body.GetProperty("error").GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.Empty(Verifier.Calls);
    }
}
