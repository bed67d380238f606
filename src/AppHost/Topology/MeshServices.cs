using System.Collections.Immutable;
using System.Globalization;

namespace SpecMesh.AppHost.Topology;

/// <summary>The services that make up a mesh.</summary>
public static class MeshServices
{
    // gRPC and health.
    private const int PortsPerNode = 2;

    /// <summary>All services of <paramref name="mesh"/>: verifiers, drafts, gateways.</summary>
    /// <param name="mesh">What to run.</param>
    /// <param name="cores">Cores of the machine that the nodes share. Null: each has a machine of its own.</param>
    public static ImmutableArray<ServiceSpec> Of(MeshTopology mesh, int? cores) =>
    [
        .. Enumerable.Range(1, Math.Max(0, mesh.Verifiers.Count)).Select(number => Verifier(mesh, number, cores)),
        .. Enumerable.Range(1, Math.Max(0, mesh.Drafts.Count)).Select(number => Draft(mesh, number, cores)),
        .. Enumerable.Range(1, Math.Max(0, mesh.Gateways.Count)).Select(number => Gateway(mesh, number)),
    ];

    /// <summary>Runs the target and decides every token. Numbers start at 1 and may go beyond the mesh's count.</summary>
    public static ServiceSpec Verifier(MeshTopology mesh, int number, int? cores) =>
        Node(mesh, ServiceRole.Verifier, number, mesh.Verifiers, mesh.Target, ThreadPlan.For(mesh, cores).Verifier, peers: []);

    /// <summary>Runs the draft model and guesses for a verifier. Numbers start at 1 and may go beyond the mesh's count.</summary>
    public static ServiceSpec Draft(MeshTopology mesh, int number, int? cores) =>
        Node(mesh, ServiceRole.Draft, number, mesh.Drafts, mesh.Draft, ThreadPlan.For(mesh, cores).Draft, [ServiceRole.Verifier]);

    /// <summary>Serves the users. It opens drafts, and verifiers where there is no draft.</summary>
    public static ServiceSpec Gateway(MeshTopology mesh, int number) => new(
        $"gateway-{number}",
        ServiceRole.Gateway,
        mesh.Host,
        [new EndpointSpec(ServiceSpec.HttpEndpoint, mesh.Gateways.Port + number - 1, "Http1")],
        Common(mesh).SetItems(mesh.Gateways.Settings),
        [ServiceRole.Verifier, ServiceRole.Draft]);

    private static ServiceSpec Node(
        MeshTopology mesh, ServiceRole role, int number, NodeGroup group, string model, int threads, ImmutableArray<ServiceRole> peers)
    {
        var name = $"{role.ToString().ToLowerInvariant()}-{number}";
        var port = group.Port + ((number - 1) * PortsPerNode);
        return new ServiceSpec(
            name,
            role,
            mesh.Host,
            [new EndpointSpec(ServiceSpec.GrpcEndpoint, port, "Http2"), new EndpointSpec(ServiceSpec.HttpEndpoint, port + 1, "Http1")],
            Common(mesh)
                .Add("Node:Name", name)
                .Add("Model:Path", model)
                .Add("Model:Context", Text(mesh.Context))
                .Add("Model:Sequences", Text(mesh.Slots))
                .Add("Model:Threads", Text(threads))
                .Add("Model:BatchThreads", Text(threads))
                .Add("Model:GpuLayers", Text(group.GpuLayers))
                .SetItems(group.Settings),
            peers);
    }

    private static ImmutableSortedDictionary<string, string> Common(MeshTopology mesh) =>
        ImmutableSortedDictionary.Create<string, string>(StringComparer.OrdinalIgnoreCase)
            .Add("Logging:LogLevel:Default", mesh.LogLevel);

    private static string Text(int value) => value.ToString(CultureInfo.InvariantCulture);
}
