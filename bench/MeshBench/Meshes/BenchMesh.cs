using System.Collections.Immutable;
using SpecMesh.AppHost.Local;
using SpecMesh.AppHost.Topology;
using SpecMesh.MeshBench.Measures;

namespace SpecMesh.MeshBench.Meshes;

/// <summary>What runs in a bench mesh.</summary>
/// <param name="Target">GGUF file of the target.</param>
/// <param name="Drafts">GGUF files of the drafts: the first is <c>draft-1</c>, and so on.</param>
/// <param name="Slots">Generations at once.</param>
/// <param name="Context">Positions of each.</param>
/// <param name="VerifierThreads">Threads of the verifier; 0: its default.</param>
/// <param name="DraftThreads">Threads of each draft; 0: its default.</param>
/// <param name="Verbose">Whether the services' logs are shown.</param>
internal sealed record MeshPlan(
    string Target, ImmutableArray<string> Drafts, int Slots, int Context, int VerifierThreads, int DraftThreads, bool Verbose)
{
    /// <summary>The first port of those that it uses, here and there among the next 400.</summary>
    public int FirstPort { get; init; } = 7600;

    /// <summary>Whose services they are; null: this build's.</summary>
    public OtherBuild? Build { get; init; }

    /// <summary>Settings that all of its services have.</summary>
    public ImmutableSortedDictionary<string, string> Settings { get; init; } = ImmutableSortedDictionary<string, string>.Empty;
}

/// <summary>A mesh of its own for one scenario, on ports beside the default ones; between drafts and verifier is a relay.</summary>
internal sealed class BenchMesh : IAsyncDisposable
{
    private readonly LocalMesh _mesh;
    private readonly HttpClient _http = new();

    private BenchMesh(LocalMesh mesh, DelayRelay relay, Uri gateway)
    {
        _mesh = mesh;
        Relay = relay;
        Gateway = new HttpClient { BaseAddress = gateway, Timeout = TimeSpan.FromMinutes(10) };
    }

    public HttpClient Gateway { get; }

    /// <summary>The way between drafts and verifier.</summary>
    public DelayRelay Relay { get; }

    public static async Task<BenchMesh> StartAsync(MeshPlan plan, CancellationToken cancellation)
    {
        var topology = new MeshTopology
        {
            Target = plan.Target,
            Draft = plan.Drafts[0],
            Context = plan.Context,
            Slots = plan.Slots,
            LogLevel = plan.Verbose ? "Information" : "Warning",
            Verifiers = new NodeGroup { Count = 1, Port = plan.FirstPort, Threads = plan.VerifierThreads },
            Drafts = new NodeGroup { Count = plan.Drafts.Length, Port = plan.FirstPort + 100, Threads = plan.DraftThreads },
            Gateways = new GatewayGroup { Count = 1, Port = plan.FirstPort + 200 },
        };
        var relay = new DelayRelay(plan.FirstPort + 300, plan.FirstPort);
        var services = MeshServices.Of(topology, Environment.ProcessorCount).Select(service => Place(service, plan, relay)).ToImmutableArray();
        var run = new MeshHostOptions
        {
            RunDirectory = Path.GetFullPath(Path.Combine("artifacts", "bench", "run", $"{plan.FirstPort}")),
            RestartsDead = false,
            Assembly = plan.Build is { } build ? build.Service : ServiceAssemblies.For,
        };
        var mesh = LocalMesh.Start(services, run, ConsoleLog.Standard());
        foreach (var service in mesh.Services.Values)
        {
            var status = await service.WaitForAsync(static status => status.State is ServiceState.Healthy or ServiceState.Dead, cancellation);
            if (status.State == ServiceState.Dead)
                throw new InvalidOperationException($"{service.Spec.Name} has ended with code {status.ExitCode} before it was healthy; --verbose shows its log.");
        }

        return new BenchMesh(mesh, relay, services.Single(static service => service.Role == ServiceRole.Gateway).Url(ServiceSpec.HttpEndpoint));
    }

    /// <summary>What each service has counted so far.</summary>
    public async Task<MeshCounters> ReadAsync(CancellationToken cancellation)
    {
        var services = new Dictionary<string, Counters>();
        foreach (var (name, service) in _mesh.Services)
            services[name] = Counters.Parse(await _http.GetStringAsync(new Uri(service.Spec.Url(ServiceSpec.HttpEndpoint), "/metrics"), cancellation));
        return new MeshCounters(services, Relay.Bytes);
    }

    public async ValueTask DisposeAsync()
    {
        Gateway.Dispose();
        _http.Dispose();
        await _mesh.DisposeAsync();
        await Relay.DisposeAsync();
    }

    private static ServiceSpec Place(ServiceSpec service, MeshPlan plan, DelayRelay relay)
    {
        service = service with { Settings = service.Settings.SetItems(plan.Settings) };
        if (service.Role != ServiceRole.Draft)
            return service;
        var number = int.Parse(service.Name["draft-".Length..], null);
        return service with
        {
            Settings = service.Settings.SetItem("Model:Path", plan.Drafts[number - 1]).SetItem("Mesh:Verifiers", relay.Address.ToString()),
            Peers = [],
        };
    }
}
