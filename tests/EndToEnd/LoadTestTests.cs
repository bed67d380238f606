using System.Text.Json;
using SpecMesh.AppHost.Topology;
using SpecMesh.EndToEnd.Mesh;
using SpecMesh.LoadTest;
using SpecMesh.Testing;

namespace SpecMesh.EndToEnd;

/// <summary>The load tester against a real mesh: a few seconds of what takes ten minutes in earnest.</summary>
[Collection(SharedMeshTests.Name)]
public sealed class LoadTestTests(SharedMesh shared) : IDisposable
{
    private static readonly string[] Services = ["gateway-1", "verifier-1", "draft-1", "draft-2"];

    private readonly TemporaryFolder _folder = new();
    private readonly MeshLog _log = new(shared.Mesh);

    public void Dispose()
    {
        _log.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_mesh_under_load_answers_without_an_error_and_every_service_tells_its_memory()
    {
        var (output, error) = (new StringWriter(), new StringWriter());

        var code = await LoadTestCli.RunAsync(
            [
                "run", "--url", shared.Mesh.Http.BaseAddress!.ToString(), "--concurrency", "12", "--duration", "3s", "--turns", "2", "--max-tokens", "16",
                // The first seconds of a service are no measure of leaks.
                "--max-failed", "0", "--max-growth", "10", "--output", _folder.Path, "--quiet",
                "--memory", .. Services.Select(name => $"{name}={new Uri(shared.Mesh[name].Spec.Url(ServiceSpec.HttpEndpoint), "/metrics")}"),
            ],
            output,
            error);

        Assert.True(code == 0, $"{output}{error}");
        var json = JsonElement.Parse(await File.ReadAllTextAsync(Directory.GetFiles(_folder.Path, "*.json").Single(), TestContext.Current.CancellationToken));
        Assert.Equal(0, json.GetProperty("failed").GetInt32());
        Assert.True(json.GetProperty("completed").GetInt32() >= 12);
        var memory = json.GetProperty("load_test").GetProperty("memory").EnumerateArray().ToList();
        Assert.Equal(Services, memory.Select(service => service.GetProperty("name").GetString()));
        Assert.All(memory, service => Assert.True(service.GetProperty("bytes").GetArrayLength() >= 2 && service.GetProperty("missed").GetInt32() == 0));
    }
}
