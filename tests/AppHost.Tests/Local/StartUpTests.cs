using System.Collections.Immutable;
using SpecMesh.AppHost.Local;
using SpecMesh.AppHost.Topology;

namespace SpecMesh.AppHost.Tests.Local;

public sealed class StartUpTests
{
    [Fact]
    public async Task A_mesh_starts_without_a_draft_that_cannot()
    {
        await using var mesh = TestMesh.Start(WithFailing("draft-1"));
        var log = new TestMesh.Recorder();

        var failed = await new StartUp(mesh.Mesh, TimeProvider.System, log).WaitAsync(TestContext.Current.CancellationToken);

        Assert.Null(failed);
        Assert.Contains(log.Lines, line => line.StartsWith("draft-1 could not start", StringComparison.Ordinal));
        Assert.Contains(log.Lines, line => line.StartsWith("gateway-1 is healthy after", StringComparison.Ordinal));
        Assert.Contains("draft-1: cannot start", mesh.Lines);
    }

    [Fact]
    public async Task A_mesh_does_not_start_without_its_verifier()
    {
        await using var mesh = TestMesh.Start(WithFailing("verifier-1"));

        var failed = await new StartUp(mesh.Mesh, TimeProvider.System, new TestMesh.Recorder()).WaitAsync(TestContext.Current.CancellationToken);

        Assert.Equal("verifier-1", failed?.Name);
        Assert.NotNull(mesh["verifier-1"].Status.ExitCode);
    }

    private static ImmutableArray<ServiceSpec> WithFailing(string name) =>
    [
        .. MeshServices.Of(TestMesh.Topology(), cores: 1)
            .Select(service => service.Name == name ? service with { Settings = service.Settings.Add("Test:FailStart", "7") } : service),
    ];
}
