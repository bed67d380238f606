using System.Collections.Concurrent;
using System.Collections.Immutable;
using SpecMesh.AppHost.Topology;

namespace SpecMesh.AppHost.Local;

/// <summary>A mesh of processes on this machine, which live no longer than this process.</summary>
public sealed class LocalMesh : IAsyncDisposable
{
    private readonly MeshHostOptions _options;
    private readonly ILogSink _log;
    private readonly HttpClient _http = new(new SocketsHttpHandler { UseProxy = false });
    private readonly HealthProbe _probe;
    private readonly ConcurrentDictionary<string, SupervisedService> _services = new();
    private bool _disposed;

    private LocalMesh(ImmutableArray<ServiceSpec> services, MeshHostOptions options, ILogSink log)
    {
        _options = options;
        _log = log;
        _probe = new HealthProbe(_http, options.Time);
        Verifiers = NewPeersFile(services, ServiceRole.Verifier);
        Drafts = NewPeersFile(services, ServiceRole.Draft);
    }

    /// <summary>The verifiers that drafts and gateways know.</summary>
    public PeersFile Verifiers { get; }

    /// <summary>The drafts that gateways know.</summary>
    public PeersFile Drafts { get; }

    /// <summary>The services, by name.</summary>
    public IReadOnlyDictionary<string, SupervisedService> Services => _services;

    /// <summary>Starts all services at once, and returns without waiting for them to be healthy.</summary>
    /// <exception cref="TopologyException">A port is in use, a service has not been built, or the run directory cannot be written.</exception>
    public static LocalMesh Start(ImmutableArray<ServiceSpec> services, MeshHostOptions options, ILogSink log)
    {
        Ports.Check(services);
        var assemblies = services.Select(service => service.Role).Distinct().ToDictionary(role => role, options.Assembly);
        RunDirectory.Prepare(options.RunDirectory);

        var mesh = new LocalMesh(services, options with { Assembly = role => assemblies[role] }, log);
        foreach (var service in services)
            mesh.StartService(service);
        return mesh;
    }

    /// <summary>Starts one more service. The others find it once it is in a <see cref="PeersFile"/>.</summary>
    public SupervisedService StartService(ServiceSpec spec)
    {
        var assembly = _options.Assembly(spec.Role);
        var environment = ServiceEnvironment.Of(spec);
        foreach (var role in spec.Peers)
            environment.TryAdd(ServiceEnvironment.PeersVariable(role), $"file:{PeersOf(role).Path}");
        var service = new SupervisedService(
            spec,
            () => ChildProcess.Start(assembly, environment, line => _log.Service(spec, line)),
            _probe,
            _options,
            message => _log.Host($"{spec.Name} {message}"));
        if (!_services.TryAdd(spec.Name, service))
            throw new ArgumentException($"There is a service named {spec.Name} already.", nameof(spec));
        service.Start();
        return service;
    }

    /// <summary>Stops everything: gateways first, so that nothing new begins, then drafts, then verifiers.</summary>
    public async Task StopAsync()
    {
        // A signal that ends the host may have gone to its services as well.
        foreach (var service in _services.Values)
            service.ExpectExit();

        foreach (var role in (ServiceRole[])[ServiceRole.Gateway, ServiceRole.Draft, ServiceRole.Verifier])
            await Task.WhenAll(_services.Values.Where(service => service.Spec.Role == role).Select(service => service.StopAsync()));
    }

    /// <summary>Ends every process at once.</summary>
    public void Kill()
    {
        foreach (var service in _services.Values)
            service.Kill();
    }

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, true))
            return;
        await StopAsync();
        foreach (var service in _services.Values)
            await service.DisposeAsync();
        _http.Dispose();
        RunDirectory.Remove(_options.RunDirectory);
    }

    private PeersFile NewPeersFile(ImmutableArray<ServiceSpec> services, ServiceRole role) => new(
        Path.Combine(_options.RunDirectory, $"{role.ToString().ToLowerInvariant()}s{PeersFile.Extension}"),
        services.Where(service => service.Role == role).Select(service => service.Url(ServiceSpec.GrpcEndpoint)));

    private PeersFile PeersOf(ServiceRole role) => role == ServiceRole.Verifier ? Verifiers : Drafts;
}
