using System.CommandLine;
using SpecMesh.AppHost.Topology;
using SpecMesh.Testing;

namespace SpecMesh.AppHost.Tests.Topology;

public sealed class MeshCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private MeshTopology? _ran;
    private TopologyException? _failure;

    private static IEnumerable<string> Options =>
        [.. MeshSetting.All.Select(setting => setting.Option), "--config", "--verifier-set", "--draft-set", "--gateway-set"];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Help_lists_every_option()
    {
        var (code, output, _) = await RunAsync("--help");

        Assert.Equal(0, code);
        foreach (var option in Options)
            Assert.Contains($"{option} <", output, StringComparison.Ordinal);
        Assert.Null(_ran);
    }

    [Fact]
    public void The_README_explains_every_option()
    {
        var readme = Directory.GetParent(AppContext.BaseDirectory);
        while (readme is not null && !File.Exists(Path.Combine(readme.FullName, "SpecMesh.sln")))
            readme = readme.Parent;
        var text = File.ReadAllText(Path.Combine(readme!.FullName, "README.md"));

        foreach (var option in Options)
            Assert.Contains($"| `{option} ", text, StringComparison.Ordinal);
        foreach (var setting in MeshSetting.All)
            Assert.Contains($"(`{MeshSetting.FileName(setting.Key)}`)", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Options_reach_the_topology()
    {
        var (code, _, _) = await RunAsync(
            "--target", _folder.File("t.gguf"), "--drafts", "0", "--verifiers", "2", "--port", "9000",
            "--verifier-set", "Model:KvType=f16", "--verifier-set", "Some:Key=a=b");

        Assert.Equal(0, code);
        Assert.Equal((0, 2, 9000), (_ran!.Drafts.Count, _ran.Verifiers.Count, _ran.Gateways.Port));
        Assert.Equal(("f16", "a=b"), (_ran.Verifiers.Settings["Model:KvType"], _ran.Verifiers.Settings["Some:Key"]));
    }

    [Theory]
    [InlineData("--drafts", "many", "--drafts (drafts.count) is 'many'")]
    [InlineData("--target", "nowhere.gguf", "--target (target): there is no file")]
    [InlineData("--verifier-set", "KvType", "--verifier-set: 'KvType' is not KEY=VALUE")]
    [InlineData("--speed", "9", "--speed")]
    public async Task A_bad_option_is_named_and_nothing_is_run(string option, string value, string expected)
    {
        var (code, _, error) = await RunAsync(option, value);

        Assert.NotEqual(0, code);
        Assert.Contains(expected, error, StringComparison.Ordinal);
        Assert.Null(_ran);
    }

    [Fact]
    public async Task A_mesh_that_cannot_be_started_is_told_in_sentences()
    {
        _failure = new TopologyException("Port 8080 is in use.", "Port 7101 is in use.");

        var (code, _, error) = await RunAsync();

        Assert.NotEqual(0, code);
        Assert.Equal($"Port 8080 is in use.{Environment.NewLine}Port 7101 is in use.{Environment.NewLine}", error);
    }

    private async Task<(int Code, string Output, string Error)> RunAsync(params string[] arguments)
    {
        var command = MeshCommand.Create(async (mesh, _) =>
        {
            await Task.Yield();
            _ran = mesh;
            return _failure is null ? 0 : throw _failure;
        });
        using var output = new StringWriter();
        using var error = new StringWriter();
        var code = await command.Parse(arguments).InvokeAsync(
            new InvocationConfiguration { Output = output, Error = error }, TestContext.Current.CancellationToken);
        return (code, output.ToString(), error.ToString());
    }
}
