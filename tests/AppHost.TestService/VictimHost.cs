using SpecMesh.AppHost.Local;
using SpecMesh.AppHost.Topology;

namespace SpecMesh.AppHost.TestService;

/// <summary>A host of its own process, which writes the ids of its services' processes and then waits to be killed.</summary>
internal static class VictimHost
{
    public static async Task<int> RunAsync(string runDirectory, int firstPort)
    {
        var topology = new MeshTopology
        {
            Verifiers = new NodeGroup { Count = 1, Port = firstPort },
            Drafts = new NodeGroup { Count = 1, Port = firstPort + 2 },
            Gateways = new GatewayGroup { Port = firstPort + 4 },
        };
        var options = new MeshHostOptions { RunDirectory = runDirectory, Assembly = _ => typeof(VictimHost).Assembly.Location };
        await using var mesh = LocalMesh.Start(MeshServices.Of(topology, cores: 1), options, new Silence());
        foreach (var service in mesh.Services.Values)
        {
            var status = await service.WaitForAsync(status => status.State == ServiceState.Healthy, CancellationToken.None);
            Console.WriteLine(status.ProcessId);
        }

        await Task.Delay(Timeout.Infinite);
        return 0;
    }

    private sealed class Silence : ILogSink
    {
        public void Service(ServiceSpec service, string line)
        {
        }

        public void Host(string line)
        {
        }
    }
}
