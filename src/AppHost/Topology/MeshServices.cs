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
        .. Numbers(mesh.Groups.Sum(model => Math.Max(0, model.Verifiers.Count))).Select(number => Verifier(mesh, number, cores)),
        .. Numbers(mesh.Groups.Sum(model => Math.Max(0, model.Drafts.Count))).Select(number => Draft(mesh, number, cores)),
        .. Numbers(mesh.Gateways.Count).Select(number => Gateway(mesh, number)),
    ];

    /// <summary>
    /// Runs a target and decides every token. Numbers start at 1 and go through the models in order; beyond the last one they are of the last model.
    /// </summary>
    public static ServiceSpec Verifier(MeshTopology mesh, int number, int? cores)
    {
        var model = ModelOf(mesh, number, static model => model.Verifiers);
        var spec = Node(
            mesh, ServiceRole.Verifier, number, model, model.Verifiers, mesh.Verifiers.Port, model.Target, ThreadPlan.For(mesh, model, cores).Verifier, peers: []);
        return model.Name.Length == 0 || spec.Settings.ContainsKey("Model:Name")
            ? spec
            : spec with { Settings = spec.Settings.Add("Model:Name", model.Name) };
    }

    /// <summary>Runs a draft model and guesses for the verifiers that it fits. Numbers are as for verifiers.</summary>
    public static ServiceSpec Draft(MeshTopology mesh, int number, int? cores)
    {
        var model = ModelOf(mesh, number, static model => model.Drafts);
        return Node(
            mesh, ServiceRole.Draft, number, model, model.Drafts, mesh.Drafts.Port, model.Draft, ThreadPlan.For(mesh, model, cores).Draft, [ServiceRole.Verifier]);
    }

    /// <summary>Serves the users. It opens drafts, and verifiers where there is no draft.</summary>
    public static ServiceSpec Gateway(MeshTopology mesh, int number) => new(
        $"gateway-{number}",
        ServiceRole.Gateway,
        mesh.Host,
        [new EndpointSpec(ServiceSpec.HttpEndpoint, mesh.Gateways.Port + number - 1, "Http1")],
        Common(mesh).SetItems(mesh.Gateways.Settings),
        [ServiceRole.Verifier, ServiceRole.Draft]);

    private static IEnumerable<int> Numbers(int count) => Enumerable.Range(1, Math.Max(0, count));

    private static ModelGroup ModelOf(MeshTopology mesh, int number, Func<ModelGroup, NodeGroup> nodes)
    {
        foreach (var model in mesh.Groups)
        {
            number -= Math.Max(0, nodes(model).Count);
            if (number <= 0)
                return model;
        }

        return mesh.Groups[^1];
    }

    private static ServiceSpec Node(
        MeshTopology mesh, ServiceRole role, int number, ModelGroup model, NodeGroup group, int firstPort, string file, int threads,
        ImmutableArray<ServiceRole> peers)
    {
        var name = $"{role.ToString().ToLowerInvariant()}-{number}";
        var port = firstPort + ((number - 1) * PortsPerNode);
        return new ServiceSpec(
            name,
            role,
            mesh.Host,
            [new EndpointSpec(ServiceSpec.GrpcEndpoint, port, "Http2"), new EndpointSpec(ServiceSpec.HttpEndpoint, port + 1, "Http1")],
            Common(mesh)
                .Add("Node:Name", name)
                .Add("Model:Path", file)
                .Add("Model:Context", Text(model.Context))
                .Add("Model:Sequences", Text(model.Slots))
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
