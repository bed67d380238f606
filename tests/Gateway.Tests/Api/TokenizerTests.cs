using System.Net;
using SpecMesh.Gateway.Tests.Support;

namespace SpecMesh.Gateway.Tests.Api;

/// <summary>llama.cpp's endpoints around the vocabulary.</summary>
public sealed class TokenizerTests : ScriptedMeshTests
{
    [Theory]
    // The scripted vocabulary answers with 1 for special tokens added, and 2 for special tokens read.
    [InlineData("""{"content":"aé"}""", """{"tokens":[2,97,195,169]}""")]
    [InlineData("""{"content":"a","add_special":true,"parse_special":false,"model":"tiny"}""", """{"tokens":[1,97]}""")]
    [InlineData("""{"content":"é","parse_special":false,"with_pieces":true}""", """{"tokens":[{"id":195,"piece":[195]},{"id":169,"piece":[169]}]}""")]
    [InlineData("""{"content":"a","parse_special":false,"with_pieces":true}""", """{"tokens":[{"id":97,"piece":"a"}]}""")]
    [InlineData("""{"content":"","parse_special":false}""", """{"tokens":[]}""")]
    public async Task Tokenize(string request, string expected) => await AssertAsync("/tokenize", request, expected);

    [Fact]
    public async Task Detokenize() => await AssertAsync("/detokenize", """{"tokens":[97,195,169]}""", """{"content":"aé"}""");

    [Fact]
    public async Task Apply_template() => await AssertAsync(
        "/apply-template",
        """{"messages":[{"role":"system","content":"Be kind."},{"role":"user","content":[{"type":"text","text":"Hi"}]}]}""",
        """{"prompt":"<system>Be kind.<user>Hi"}""");

    [Theory]
    [InlineData("/tokenize", "{}", "content", HttpStatusCode.BadRequest)]
    [InlineData("/tokenize", """{"content":5}""", "content", HttpStatusCode.BadRequest)]
    [InlineData("/tokenize", """{"content":"a","model":"gpt-9"}""", "model", HttpStatusCode.NotFound)]
    [InlineData("/detokenize", "{}", "tokens", HttpStatusCode.BadRequest)]
    [InlineData("/detokenize", """{"tokens":"a"}""", "tokens", HttpStatusCode.BadRequest)]
    [InlineData("/detokenize", """{"tokens":[-1]}""", "tokens", HttpStatusCode.BadRequest)]
    [InlineData("/detokenize", """{"tokens":[999]}""", null, HttpStatusCode.BadRequest)]
    [InlineData("/apply-template", "{}", "messages", HttpStatusCode.BadRequest)]
    public async Task Mistakes_name_the_field(string path, string request, string? field, HttpStatusCode status)
    {
        var (response, body) = await Gateway.PostAsync(path, request);
        Assert.Equal(status, response.StatusCode);
        Assert.Equal(field, body.GetProperty("error").GetProperty("param").GetString());
    }

    [Fact]
    public async Task Without_a_verifier_the_answer_is_503()
    {
        await using var gateway = await TestGateway.StartAsync();
        var (response, _) = await gateway.PostAsync("/tokenize", """{"content":"a"}""");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        Assert.NotNull(response.Headers.RetryAfter);
    }

    private async Task AssertAsync(string path, string request, string expected)
    {
        var (response, body) = await Gateway.PostAsync(path, request);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(expected, body.GetRawText());
    }
}
