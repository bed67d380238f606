using System.Text.Json;
using SpecMesh.Gateway.Tests.Support;

namespace SpecMesh.Gateway.Tests.Api;

public sealed class CompletionTests : ScriptedMeshTests
{
    private const string Path = "/v1/completions";

    [Fact]
    public async Task A_whole_answer_has_the_shape_of_OpenAIs()
    {
        var (_, body) = await Gateway.PostAsync(Path, """{"prompt":"Hi"}""");

        Assert.StartsWith("cmpl-", body.GetProperty("id").GetString(), StringComparison.Ordinal);
        Assert.Equal("text_completion", body.GetProperty("object").GetString());
        var choices = JsonElement.Parse($$"""[{"index":0,"text":"{{Answer.Text}}","finish_reason":"stop","logprobs":null}]""");
        Assert.True(JsonElement.DeepEquals(choices, body.GetProperty("choices")), body.GetRawText());
        Assert.Equal(12, body.GetProperty("usage").GetProperty("total_tokens").GetInt32());
    }

    [Theory]
    [InlineData("\"Hi\"")]
    [InlineData("[\"Hi\"]")]
    public async Task A_prompt_may_be_text(string prompt)
    {
        await Gateway.PostAsync(Path, $$"""{"prompt":{{prompt}}}""");
        Assert.Equal("Hi", Assert.Single(Verifier.Calls).Text);
    }

    [Theory]
    [InlineData("[1,2,0]")]
    [InlineData("[[1,2,0]]")]
    public async Task A_prompt_may_be_token_ids(string prompt)
    {
        await Gateway.PostAsync(Path, $$"""{"prompt":{{prompt}}}""");
        Assert.Equal([1, 2, 0], Assert.Single(Verifier.Calls).Tokens.Ids);
    }

    [Fact]
    public async Task Without_a_limit_16_tokens_are_asked_for_as_OpenAI_does()
    {
        await Gateway.PostAsync(Path, """{"prompt":"Hi"}""");
        await Gateway.PostAsync(Path, """{"prompt":"Hi","max_tokens":300}""");
        Assert.Equal([16, 300], Verifier.Calls.Select(call => call.MaxTokens));
    }
}
