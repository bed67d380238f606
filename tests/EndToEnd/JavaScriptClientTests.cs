using System.Diagnostics;
using System.Text.RegularExpressions;
using SpecMesh.AppHost.Topology;
using SpecMesh.EndToEnd.Mesh;

namespace SpecMesh.EndToEnd;

/// <summary>The JavaScript packages of OpenAI and Anthropic, as their users get them. Their tests are programs of Node.js in <c>tests/JavaScriptClients</c>.</summary>
[Collection(SharedMeshTests.Name)]
public sealed partial class JavaScriptClientTests(SharedMesh shared, ITestOutputHelper output) : IDisposable
{
    private const int Patience = 180_000;
    private static readonly string Folder = Path.GetFullPath(Path.Combine(BundledModels.Target, "..", "..", "tests", "JavaScriptClients"));

    private readonly MeshLog _log = new(shared.Mesh);

    public void Dispose() => _log.Dispose();

    [Theory(Timeout = Patience)]
    [InlineData("openai-chat")]
    [InlineData("openai-responses")]
    [InlineData("anthropic")]
    public async Task The_packages_run_unmodified(string program)
    {
        var start = new ProcessStartInfo("node", ["--test", "--test-reporter=spec", $"{program}.test.mjs"]) { WorkingDirectory = Folder };
        start.Environment["SPECMESH_GATEWAY"] = shared.Mesh.Http.BaseAddress!.GetLeftPart(UriPartial.Authority);

        var report = await Command.RunAsync(start);

        output.WriteLine(report);
        Assert.InRange(int.Parse(Passed().Match(report).Groups[1].ValueSpan, provider: null), 1, int.MaxValue);
        Assert.DoesNotMatch("skipped [^0]", report);
    }

    [GeneratedRegex(@"pass (\d+)")]
    private static partial Regex Passed();
}
