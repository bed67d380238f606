using Microsoft.Extensions.Logging;

namespace SpecMesh.AppHost.Topology;

/// <summary>What a topology must fulfil before anything is started.</summary>
public static class TopologyRules
{
    private const int MostPort = 65_535;

    /// <summary>Throws with every problem at once.</summary>
    /// <exception cref="TopologyException">At least one rule is broken.</exception>
    public static void Check(MeshTopology mesh)
    {
        string[] problems =
        [
            .. Bounds(mesh),
            .. Words(mesh),
            .. Ports(mesh),
            .. Model("Target", mesh.Target, mesh.Verifiers),
            .. Model("Draft", mesh.Draft, mesh.Drafts),
        ];
        if (problems.Length > 0)
            throw new TopologyException(problems);
    }

    /// <summary>How to move the ports of a role elsewhere, as a clause of a sentence.</summary>
    public static string MovePorts(ServiceRole role) => role switch
    {
        ServiceRole.Verifier => $"change {MeshSetting.For("Verifiers:Port")}",
        ServiceRole.Draft => $"change {MeshSetting.For("Drafts:Port")}",
        _ => $"change {MeshSetting.For("Gateways:Port")}",
    };

    private static IEnumerable<string> Bounds(MeshTopology mesh)
    {
        const string ChoosesByMachine = "0 chooses by the machine";
        const string AllLayers = "-1 puts all layers on the GPU";
        (string Key, int Value, int Least, string Reason)[] bounds =
        [
            ("Verifiers:Count", mesh.Verifiers.Count, 1, "a verifier decides every token"),
            ("Drafts:Count", mesh.Drafts.Count, 0, "0 runs the target alone"),
            ("Gateways:Count", mesh.Gateways.Count, 1, "users talk to a gateway"),
            ("Verifiers:Threads", mesh.Verifiers.Threads, 0, ChoosesByMachine),
            ("Drafts:Threads", mesh.Drafts.Threads, 0, ChoosesByMachine),
            ("Verifiers:GpuLayers", mesh.Verifiers.GpuLayers, -1, AllLayers),
            ("Drafts:GpuLayers", mesh.Drafts.GpuLayers, -1, AllLayers),
            ("Context", mesh.Context, 16, "it counts the positions of one generation, prompt included"),
            ("Slots", mesh.Slots, 1, "it counts the generations that run at once on a node"),
        ];
        return bounds
            .Where(bound => bound.Value < bound.Least)
            .Select(bound => $"{MeshSetting.For(bound.Key)} is {bound.Value}; use {bound.Least} or more: {bound.Reason}.");
    }

    private static IEnumerable<string> Words(MeshTopology mesh)
    {
        if (!Enum.GetNames<LogLevel>().Contains(mesh.LogLevel, StringComparer.OrdinalIgnoreCase))
            yield return $"{MeshSetting.For("LogLevel")} is '{mesh.LogLevel}'; use one of {string.Join(", ", Enum.GetNames<LogLevel>())}.";
        if (Uri.CheckHostName(mesh.Host) == UriHostNameType.Unknown && mesh.Host is not ("*" or "+"))
            yield return $"{MeshSetting.For("Host")} is '{mesh.Host}'; use a name or address of this machine, such as 127.0.0.1.";
    }

    private static IEnumerable<string> Ports(MeshTopology mesh)
    {
        var taken = new Dictionary<int, string>();
        foreach (var service in MeshServices.Of(mesh, cores: 1))
        {
            foreach (var port in service.Endpoints.Select(endpoint => endpoint.Port))
            {
                if (port is < 1 or > MostPort)
                    yield return $"{service.Name} would listen on port {port}; {MovePorts(service.Role)} so that it lies in 1 to {MostPort}.";
                else if (!taken.TryAdd(port, service.Name))
                    yield return $"{taken[port]} and {service.Name} would both listen on port {port}; {MovePorts(service.Role)}.";
            }
        }
    }

    private static IEnumerable<string> Model(string key, string path, NodeGroup group)
    {
        var setting = MeshSetting.For(key);
        if (group.Count < 1)
            yield break;
        if (path.Length == 0)
            yield return $"{setting} is not set and the bundled model was not found; name a GGUF file.";
        else if (!File.Exists(path))
            yield return $"{setting}: there is no file '{path}'; name a GGUF file.";
    }
}
