using System.Globalization;
using SpecMesh.AppHost.Topology;

namespace SpecMesh.AppHost.Local;

/// <summary>Runs a mesh of local processes until the user ends it.</summary>
public static class LocalHost
{
    /// <summary>Exit code when a service that the mesh cannot do without failed to start.</summary>
    public const int StartFailed = 1;

    /// <summary>Starts everything, says when it can be used, and stops everything on a signal to end.</summary>
    /// <returns>The exit code: 0 after a signal.</returns>
    /// <exception cref="TopologyException">The mesh cannot be started.</exception>
    public static async Task<int> RunAsync(MeshTopology topology, ILogSink log)
    {
        var options = new MeshHostOptions { RunDirectory = RunDirectoryOf(topology) };
        using var end = new EndSignals();
        await using var mesh = LocalMesh.Start(MeshServices.Of(topology, Environment.ProcessorCount), options, log);
        end.Again += mesh.Kill;
        try
        {
            var startUp = new StartUp(mesh, options.Time, log);
            if (await startUp.WaitAsync(end.Token) is { } failed)
            {
                log.Host($"{failed.Name} could not start; its lines above say why. Stopping the mesh.");
                return StartFailed;
            }

            foreach (var line in Greeting.Lines(mesh, topology))
                log.Host(line);
            await Task.Delay(Timeout.Infinite, end.Token);
        }
        catch (OperationCanceledException) when (end.Token.IsCancellationRequested)
        {
            log.Host("Stopping. Once more ends it at once.");
        }

        return 0;
    }

    private static string RunDirectoryOf(MeshTopology topology) => Path.GetFullPath(
        topology.RunDirectory.Length > 0
            ? topology.RunDirectory
            : Path.Combine("artifacts", "run", topology.Gateways.Port.ToString(CultureInfo.InvariantCulture)));
}
