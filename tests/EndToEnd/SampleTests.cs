using System.Diagnostics;
using SpecMesh.EndToEnd.Mesh;

namespace SpecMesh.EndToEnd;

/// <summary>The programs in <c>samples/</c>, run as a user does.</summary>
[Collection(SharedMeshTests.Name)]
public sealed class SampleTests(SharedMesh shared) : IDisposable
{
    private readonly MeshLog _log = new(shared.Mesh);

    public void Dispose() => _log.Dispose();

    [Fact(Timeout = 120_000)]
    public async Task An_IChatClient_streams_answers_with_objects_and_calls_functions()
    {
        var sample = Path.Combine(AppContext.BaseDirectory, "SpecMesh.ChatClient.dll");
        var output = await Command.RunAsync(new ProcessStartInfo("dotnet", [sample, shared.Mesh.Http.BaseAddress!.AbsoluteUri]));

        TestContext.Current.TestOutputHelper!.WriteLine(output);
        Assert.Contains("Once upon a time", output, StringComparison.Ordinal);
        Assert.Matches(@"Person \{ Name = .*, Age = -?\d+, Job = .* \}", output);
        Assert.Matches(@"call add\(a: -?\d+, b: -?\d+\)", output);
        Assert.Matches(@"result -?\d+", output);
    }
}
