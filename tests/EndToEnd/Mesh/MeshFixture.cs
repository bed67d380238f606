using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using SpecMesh.AppHost.Local;
using SpecMesh.AppHost.Topology;
using SpecMesh.Testing;

namespace SpecMesh.EndToEnd.Mesh;

/// <summary>A whole mesh of real processes with the bundled models, on free ports.</summary>
public sealed class MeshFixture : IAsyncDisposable
{
    // Room for nodes that a test adds by hand.
    private const int PortsPerRole = 20;
    private const string QuickRefresh = "00:00:00.2";

    /// <summary>The setting by which nodes and gateways of these tests look for peers more often than by default.</summary>
    public const string RefreshInterval = "Mesh:RefreshInterval";

    private readonly TemporaryFolder _folder;
    private readonly Recorder _log;
    private readonly LocalMesh _mesh;

    private MeshFixture(MeshTopology topology, LocalMesh mesh, TemporaryFolder folder, Recorder log)
    {
        Topology = topology;
        _mesh = mesh;
        _folder = folder;
        _log = log;
        Http = new HttpClient { BaseAddress = this["gateway-1"].Spec.Url(ServiceSpec.HttpEndpoint) };
    }

    /// <summary>What runs, ports included.</summary>
    public MeshTopology Topology { get; }

    /// <summary>Talks to the gateway.</summary>
    public HttpClient Http { get; }

    /// <summary>What the services and their supervisor have written so far.</summary>
    public IReadOnlyCollection<string> Log => _log.Lines;

    /// <summary>The service of that name.</summary>
    public SupervisedService this[string name] => _mesh.Services[name];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>Starts a mesh and waits until every service is healthy and the gateway knows every draft.</summary>
    /// <param name="configure">Changes to one verifier, one draft and one gateway.</param>
    /// <param name="restartsDead">Whether a service that a test kills comes back.</param>
    public static async Task<MeshFixture> StartAsync(Func<MeshTopology, MeshTopology>? configure = null, bool restartsDead = false)
    {
        var topology = Small();
        topology = configure?.Invoke(topology) ?? topology;
        TopologyRules.Check(topology);
        var folder = new TemporaryFolder();
        var log = new Recorder();
        var options = new MeshHostOptions { RunDirectory = Path.Combine(folder.Path, "a run"), RestartsDead = restartsDead };
        var mesh = LocalMesh.Start(MeshServices.Of(topology, Environment.ProcessorCount), options, log);
        var fixture = new MeshFixture(topology, mesh, folder, log);
        await Task.WhenAll(mesh.Services.Keys.Select(fixture.HealthyAsync));
        foreach (var draft in mesh.Services.Values.Where(service => service.Spec.Role == ServiceRole.Draft))
            await log.SeenAsync("gateway-1", $"'{draft.Spec.Name}'", "is now Ready");
        return fixture;
    }

    /// <summary>Waits until the service answers its health check.</summary>
    /// <exception cref="InvalidOperationException">It died instead.</exception>
    public async Task HealthyAsync(string name)
    {
        var status = await this[name].WaitForAsync(status => status.State is ServiceState.Healthy or ServiceState.Dead, Cancellation);
        if (status.State == ServiceState.Dead)
            throw new InvalidOperationException($"{name} died with exit code {status.ExitCode}:\n{string.Join('\n', Log)}");
    }

    /// <summary>Ends a service's process at once, like <c>kill -9</c>, and waits until it is gone.</summary>
    public async Task KillAsync(string name)
    {
        this[name].Kill();
        await this[name].WaitForAsync(status => status.ProcessId is null, Cancellation);
    }

    /// <summary>Sends SIGTERM, and waits until the service has drained and gone.</summary>
    public async Task TerminateAsync(string name)
    {
        var id = this[name].Status.ProcessId!.Value.ToString(CultureInfo.InvariantCulture);
        using var kill = Process.Start("kill", ["-TERM", id]);
        await this[name].WaitForAsync(status => status.ProcessId is null, Cancellation);
    }

    /// <summary>Starts one more service, as a user would by hand. No other service knows it yet.</summary>
    public async Task StartAdditionalAsync(ServiceSpec spec)
    {
        _mesh.StartService(spec);
        await HealthyAsync(spec.Name);
    }

    /// <summary>One more draft than the topology has, e.g. number 3 of 2.</summary>
    public ServiceSpec Draft(int number) => MeshServices.Draft(Topology, number, Environment.ProcessorCount);

    /// <summary>One more verifier than the topology has.</summary>
    public ServiceSpec Verifier(int number) => MeshServices.Verifier(Topology, number, Environment.ProcessorCount);

    /// <summary>Writes the node into the peers file.</summary>
    public void AddPeer(ServiceSpec spec) => Peers(spec).Add(spec.Url(ServiceSpec.GrpcEndpoint));

    /// <summary>Takes the node out of the peers file.</summary>
    public void RemovePeer(ServiceSpec spec) => Peers(spec).Remove(spec.Url(ServiceSpec.GrpcEndpoint));

    /// <summary>Waits for a line of a service, past or future, that has all of the texts in it; names may be cut short.</summary>
    public Task SeenAsync(string service, params string[] texts) => _log.SeenAsync(service, texts);

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _mesh.DisposeAsync();
        _folder.Dispose();
    }

    private static MeshTopology Small()
    {
        var port = FreePorts.First((2 * PortsPerRole) + 1);
        // Started the same way each time: no node measures, and none knows what another has measured.
        var stateless = new MeshTopology().Verifiers.Settings.Add("Node:StateDirectory", "none");
        var quick = stateless.Add(RefreshInterval, QuickRefresh);
        // The bundled target is so small that drafts would be let rest as soon as that is found out.
        var drafting = stateless.Add("Verifier:RestDrafts", "false");
        return new MeshTopology
        {
            Target = BundledModels.Target,
            Draft = BundledModels.Draft,
            Context = 1024,
            // One thread each: llama.cpp's threads wait for each other in busy loops, which goes badly when processes share two cores.
            Verifiers = new NodeGroup { Count = 1, Port = port, Threads = 1, Settings = drafting },
            Drafts = new NodeGroup { Count = 1, Port = port + PortsPerRole, Threads = 1, Settings = quick },
            Gateways = new GatewayGroup { Port = port + (2 * PortsPerRole), Settings = quick },
        };
    }

    private PeersFile Peers(ServiceSpec spec) => spec.Role == ServiceRole.Verifier ? _mesh.Verifiers : _mesh.Drafts;

    private sealed class Recorder : ILogSink
    {
        private readonly ConcurrentQueue<string> _lines = [];
        private TaskCompletionSource _grown = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public IReadOnlyCollection<string> Lines => _lines;

        public void Service(ServiceSpec service, string line) => Add($"{service.Name}: {line}");

        public void Host(string line) => Add(line);

        public async Task SeenAsync(string service, params string[] texts)
        {
            while (true)
            {
                var grown = Volatile.Read(ref _grown).Task;
                if (_lines.Any(line => line.StartsWith(service, StringComparison.Ordinal)
                    && texts.All(text => line.Contains(text, StringComparison.Ordinal))))
                    return;
                await grown.WaitAsync(Cancellation);
            }
        }

        private void Add(string line)
        {
            _lines.Enqueue(line);
            Interlocked.Exchange(ref _grown, new(TaskCreationOptions.RunContinuationsAsynchronously)).SetResult();
        }
    }
}
