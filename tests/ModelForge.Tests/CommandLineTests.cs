using System.Text.Json;

namespace SpecMesh.ModelForge.Tests;

public sealed class CommandLineTests : IDisposable
{
    private readonly TestFiles _files = new();

    public void Dispose() => _files.Dispose();

    [Fact]
    public async Task Inspect_writes_json_that_a_program_can_read()
    {
        var (code, output, _) = await RunAsync("inspect", TestFiles.Draft, "--json");

        Assert.Equal(0, code);
        var json = JsonDocument.Parse(output).RootElement;
        Assert.Contains(json.GetProperty("tensors").EnumerateArray(), tensor => tensor.GetProperty("name").GetString() == "token_embd.weight");
        Assert.Contains("<|im_end|>", json.GetProperty("vocabulary").GetProperty("controlTokens").EnumerateArray().Select(token => token.GetString()));
        Assert.Equal(16, json.GetProperty("vocabulary").GetProperty("fingerprint").GetProperty("hash").GetString()!.Length);
    }

    [Fact]
    public async Task Inspect_shows_the_pair_with_one_fingerprint()
    {
        var target = await FingerprintAsync(TestFiles.Target);

        Assert.Equal(target, await FingerprintAsync(TestFiles.Draft));

        async Task<string> FingerprintAsync(string path)
        {
            var (_, output, _) = await RunAsync("inspect", path, "--json");
            return JsonDocument.Parse(output).RootElement.GetProperty("vocabulary").GetProperty("fingerprint").GetRawText();
        }
    }

    [Fact]
    public async Task Inspect_shows_tables_to_people()
    {
        var (code, output, _) = await RunAsync("inspect", TestFiles.Draft);

        Assert.Equal(0, code);
        Assert.Contains("llama.embedding_length", output);
        Assert.Contains("fingerprint", output);
    }

    [Fact]
    public async Task Stretch_then_verify_finds_the_same_model()
    {
        var (stretched, output, _) = await RunAsync("stretch", TestFiles.Draft, _files["big.gguf"], "--depth", "4", "--ffn", "512");
        Assert.Equal(0, stretched);
        Assert.Contains("depth 4, ffn 512", output);

        var (verified, report, _) = await RunAsync("verify", TestFiles.Draft, _files["big.gguf"], "--text", "A short text to compare them on.");
        Assert.Equal(0, verified);
        Assert.Contains("greatest logit difference", report);
    }

    [Fact]
    public async Task Verify_tells_different_models_apart_by_its_exit_code()
    {
        var text = _files.Write("text.txt", "Tell me a story about a fox."u8);

        Assert.Equal(1, (await RunAsync("verify", TestFiles.Target, TestFiles.Draft, "--text", text)).Code);
    }

    [Fact]
    public async Task A_file_is_not_overwritten_unless_forced()
    {
        var existing = _files.Write("mine.gguf", "precious"u8);

        var (code, _, error) = await RunAsync("stretch", TestFiles.Draft, existing, "--depth", "3");
        Assert.Equal(2, code);
        Assert.Contains("--force", error);
        Assert.Equal("precious", await File.ReadAllTextAsync(existing, TestContext.Current.CancellationToken));

        Assert.Equal(0, (await RunAsync("stretch", TestFiles.Draft, existing, "--depth", "3", "--force")).Code);
        Assert.Equal(2, (await RunAsync("stretch", existing, existing, "--depth", "4", "--force")).Code);
    }

    [Theory]
    [InlineData("inspect", "none.gguf")]
    [InlineData("stretch", "none.gguf", "out.gguf")]
    [InlineData("verify", "none.gguf", "none.gguf")]
    [InlineData("inspect")]
    [InlineData("stretch", "a", "b", "--width", "wide")]
    [InlineData("stretch", "a", "b", "--type", "Q9")]
    [InlineData("melt")]
    public async Task What_cannot_be_done_is_said_on_standard_error_with_exit_code_2(params string[] args)
    {
        var (code, _, error) = await RunAsync(args);

        Assert.Equal(2, code);
        Assert.NotEqual("", error.Trim());
    }

    [Fact]
    public async Task Help_tells_every_command_and_option()
    {
        var (code, output, _) = await RunAsync("stretch", "--help");

        Assert.Equal(0, code);
        foreach (var option in (string[])["--width", "--depth", "--ffn", "--type", "--seed", "--force"])
            Assert.Contains(option, output);
    }

    private static async Task<(int Code, string Output, string Error)> RunAsync(params string[] args)
    {
        var (output, error) = (new StringWriter(), new StringWriter());
        var code = await ForgeCli.RunAsync(args, output, error);
        return (code, output.ToString(), error.ToString());
    }
}
