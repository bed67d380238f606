using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using SpecMesh.AppHost.Topology;

namespace SpecMesh.AppHost.Aspire;

/// <summary>
/// Runs the mesh under .NET Aspire, or publishes it. Each node is a resource of its own: replicas of one resource would sit behind
/// one balanced address, but a gateway and a draft choose among nodes by their load.
/// </summary>
internal static class AspireHost
{
    private const string Kubernetes = "kubernetes";
    private const string ModelsVolume = "specmesh-models";
    private const string ModelsFolder = "/models";

    /// <param name="mesh">What to run.</param>
    /// <param name="args">The command line, with Aspire's own options and <c>--publish-to compose|kubernetes</c>.</param>
    public static async Task<int> RunAsync(MeshTopology mesh, string[] args)
    {
        var builder = DistributedApplication.CreateBuilder(args);
        var isPublishing = builder.ExecutionContext.IsPublishMode;
        if (isPublishing)
            AddPublishTarget(builder);

        var nodes = new List<(ServiceRole Role, IResourceBuilder<ProjectResource> Resource)>();
        foreach (var spec in MeshServices.Of(mesh, cores: isPublishing ? null : Environment.ProcessorCount))
        {
            var service = isPublishing ? AddPublished(builder, spec) : Add(builder, spec);
            foreach (var role in spec.Peers)
                Introduce(service, role, [.. nodes.Where(node => node.Role == role).Select(node => node.Resource)]);
            nodes.Add((spec.Role, service));
        }

        await builder.Build().RunAsync();
        return 0;
    }

    private static void AddPublishTarget(IDistributedApplicationBuilder builder)
    {
        if (builder.Configuration["publish-to"] == Kubernetes)
            builder.AddKubernetesEnvironment(Kubernetes);
        else
            builder.AddDockerComposeEnvironment("compose");
    }

    private static IResourceBuilder<ProjectResource> Add(IDistributedApplicationBuilder builder, ServiceSpec spec)
    {
        var service = builder
            .AddProject(spec.Name, ServiceProject.File(spec.Role), options => options.ExcludeLaunchProfile = true)
            // Kestrel's endpoints come from the settings below; Aspire's own list of URLs would compete with them.
            .WithEndpointsInEnvironment(_ => false);
        foreach (var endpoint in spec.Endpoints)
        {
            var name = EndpointName(endpoint.Name);
            service
                .WithHttpEndpoint(port: endpoint.Port, targetPort: endpoint.Port, name: name, isProxied: false)
                .WithEndpoint(name, annotation =>
                {
                    annotation.Transport = endpoint.Name == ServiceSpec.GrpcEndpoint ? "http2" : "http";
                    annotation.IsExternal = spec.Role == ServiceRole.Gateway;
                });
        }

        foreach (var (variable, value) in ServiceEnvironment.Of(spec))
            service.WithEnvironment(variable, value);
        return service.WithHttpHealthCheck("/health", endpointName: EndpointName(ServiceSpec.HttpEndpoint));
    }

    // In a container a service listens on every address and finds its model in a volume.
    private static IResourceBuilder<ProjectResource> AddPublished(IDistributedApplicationBuilder builder, ServiceSpec spec)
    {
        var settings = spec.Settings.TryGetValue("Model:Path", out var model)
            ? spec.Settings.SetItem("Model:Path", $"{ModelsFolder}/{Path.GetFileName(model)}")
            : spec.Settings;
        var service = Add(builder, spec with { Host = "*", Settings = settings });
        return model is null
            ? service
            : service.WithAnnotation(new ContainerMountAnnotation(ModelsVolume, ModelsFolder, ContainerMountType.Volume, isReadOnly: true));
    }

    private static void Introduce(
        IResourceBuilder<ProjectResource> service, ServiceRole role, List<IResourceBuilder<ProjectResource>> peers)
    {
        var addresses = new ReferenceExpressionBuilder();
        foreach (var peer in peers)
        {
            var endpoint = peer.GetEndpoint(EndpointName(ServiceSpec.GrpcEndpoint));
            service.WithReference(endpoint);
            if (!addresses.IsEmpty)
                addresses.AppendLiteral(",");
            addresses.AppendFormatted(endpoint.Property(EndpointProperty.Url));

            // A mesh can do without its drafts.
            if (role == ServiceRole.Verifier)
                service.WaitFor(peer);
        }

        if (!addresses.IsEmpty)
            service.WithEnvironment(ServiceEnvironment.PeersVariable(role), addresses.Build());
    }

    private static string EndpointName(string kestrelName) => kestrelName.ToLowerInvariant();
}
