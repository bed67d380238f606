using SpecMesh.AppHost.Local;
using SpecMesh.AppHost.Topology;

namespace SpecMesh.MeshBench;

/// <summary>A mesh of its own for one run, on ports beside the default ones.</summary>
internal sealed class BenchMesh : IAsyncDisposable
{
    private const int FirstPort = 7600;
    private const int Context = 1024;

    private readonly LocalMesh _mesh;

    private BenchMesh(LocalMesh mesh, HttpClient gateway)
    {
        _mesh = mesh;
        Gateway = gateway;
    }

    public HttpClient Gateway { get; }

    public static async Task<BenchMesh> StartAsync(string target, BenchOptions options, CancellationToken cancellation)
    {
        var slots = Math.Max(4, options.Concurrencies.Max());
        var topology = new MeshTopology
        {
            Target = target,
            Draft = BundledModels.Draft,
            Context = Context,
            Slots = slots,
            LogLevel = options.Verbose ? "Information" : "Warning",
            Verifiers = new NodeGroup { Count = 1, Port = FirstPort, Threads = options.VerifierThreads },
            Drafts = new NodeGroup { Count = options.Drafts, Port = FirstPort + 100 },
            Gateways = new GatewayGroup { Count = 1, Port = FirstPort + 200 },
        };
        var services = MeshServices.Of(topology, Environment.ProcessorCount);
        var run = new MeshHostOptions { RunDirectory = Path.GetFullPath(Path.Combine("artifacts", "bench", "run")), RestartsDead = false };
        var mesh = LocalMesh.Start(services, run, ConsoleLog.Standard());
        foreach (var service in mesh.Services.Values)
            await service.WaitForAsync(static status => status.State == ServiceState.Healthy, cancellation);

        var gateway = services.Single(static service => service.Role == ServiceRole.Gateway);
        var http = new HttpClient { BaseAddress = gateway.Url(ServiceSpec.HttpEndpoint), Timeout = TimeSpan.FromMinutes(10) };
        return new BenchMesh(mesh, http);
    }

    public async ValueTask DisposeAsync()
    {
        Gateway.Dispose();
        await _mesh.DisposeAsync();
    }
}
