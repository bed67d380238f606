using System.Collections.Concurrent;
using SpecMesh.AppHost.Local;
using SpecMesh.AppHost.Topology;
using SpecMesh.Testing;

namespace SpecMesh.EndToEnd.Mesh;

/// <summary>Runs one service with a bad setting until it gives up.</summary>
internal static class LoneService
{
    /// <summary>Starts it, waits for its end, and returns its exit code and what it wrote.</summary>
    public static async Task<(int ExitCode, string Output)> RunToItsEndAsync(ServiceSpec spec)
    {
        using var folder = new TemporaryFolder();
        var log = new Lines();
        var options = new MeshHostOptions { RunDirectory = Path.Combine(folder.Path, "run"), RestartsDead = false };
        await using var mesh = LocalMesh.Start([spec], options, log);
        var status = await mesh.Services[spec.Name].WaitForAsync(
            status => status.State == ServiceState.Dead, TestContext.Current.CancellationToken);
        return (status.ExitCode!.Value, log.ToString());
    }

    private sealed class Lines : ILogSink
    {
        private readonly ConcurrentQueue<string> _lines = [];

        public void Service(ServiceSpec service, string line) => _lines.Enqueue(line);

        public void Host(string line)
        {
            // Only the service's own words count.
        }

        public override string ToString() => string.Join('\n', _lines);
    }
}
