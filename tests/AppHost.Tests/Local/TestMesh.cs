using System.Collections.Concurrent;
using System.Collections.Immutable;
using SpecMesh.AppHost.Local;
using SpecMesh.AppHost.Topology;
using SpecMesh.Testing;

namespace SpecMesh.AppHost.Tests.Local;

/// <summary>A local mesh of stand-in services, with its lines recorded.</summary>
internal sealed class TestMesh : IAsyncDisposable
{
    private readonly TemporaryFolder _folder;
    private readonly Recorder _log;

    private TestMesh(LocalMesh mesh, TemporaryFolder folder, Recorder log)
    {
        Mesh = mesh;
        _folder = folder;
        _log = log;
    }

    public LocalMesh Mesh { get; }

    public IReadOnlyCollection<string> Lines => _log.Lines;

    public SupervisedService this[string name] => Mesh.Services[name];

    /// <summary>One verifier, one draft, one gateway on free ports.</summary>
    public static MeshTopology Topology()
    {
        var port = FreePorts.First(5);
        return new MeshTopology
        {
            Target = "target.gguf",
            Draft = "draft.gguf",
            Verifiers = new NodeGroup { Count = 1, Port = port },
            Drafts = new NodeGroup { Count = 1, Port = port + 2 },
            Gateways = new GatewayGroup { Port = port + 4 },
        };
    }

    public static TestMesh Start(MeshTopology topology, Func<MeshHostOptions, MeshHostOptions>? configure = null) =>
        Start(MeshServices.Of(topology, cores: 2), configure);

    public static TestMesh Start(ImmutableArray<ServiceSpec> services, Func<MeshHostOptions, MeshHostOptions>? configure = null)
    {
        var folder = new TemporaryFolder();
        var options = new MeshHostOptions
        {
            RunDirectory = Path.Combine(folder.Path, "run"),
            Restart = RestartPolicy.Default with { First = TimeSpan.FromMilliseconds(10) },
            Assembly = _ => Path.Combine(AppContext.BaseDirectory, "SpecMesh.AppHost.TestService.dll"),
        };
        var log = new Recorder();
        return new TestMesh(LocalMesh.Start(services, configure?.Invoke(options) ?? options, log), folder, log);
    }

    public async Task<ServiceStatus> HealthyAsync(string name, int starts = 1) => await this[name].WaitForAsync(
        status => status.State == ServiceState.Healthy && status.Starts == starts, TestContext.Current.CancellationToken);

    public Task AllHealthyAsync() => Task.WhenAll(Mesh.Services.Keys.Select(name => HealthyAsync(name)));

    public async ValueTask DisposeAsync()
    {
        await Mesh.DisposeAsync();
        _folder.Dispose();
    }

    public sealed class Recorder : ILogSink
    {
        public ConcurrentQueue<string> Lines { get; } = [];

        public void Service(ServiceSpec service, string line) => Lines.Enqueue($"{service.Name}: {line}");

        public void Host(string line) => Lines.Enqueue(line);
    }
}
