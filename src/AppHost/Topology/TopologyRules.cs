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
            .. Models(mesh),
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
        if (mesh.Gateways.Count < 1)
            yield return TooLittle(MeshSetting.For("Gateways:Count").ToString(), mesh.Gateways.Count, 1, "users talk to a gateway");
        for (var number = 0; number < mesh.Groups.Length; number++)
        {
            foreach (var (key, value, least, reason) in Bounds(mesh.Groups[number]))
            {
                if (value < least)
                    yield return TooLittle(NameOf(mesh, number, key), value, least, reason);
            }
        }
    }

    private static (string Key, int Value, int Least, string Reason)[] Bounds(ModelGroup model)
    {
        const string ChoosesByMachine = "0 chooses by the machine";
        const string AllLayers = "-1 puts all layers on the GPU";
        return
        [
            ("Verifiers:Count", model.Verifiers.Count, 1, "a verifier decides every token"),
            ("Drafts:Count", model.Drafts.Count, 0, "0 runs the target alone"),
            ("Verifiers:Threads", model.Verifiers.Threads, 0, ChoosesByMachine),
            ("Drafts:Threads", model.Drafts.Threads, 0, ChoosesByMachine),
            ("Verifiers:GpuLayers", model.Verifiers.GpuLayers, -1, AllLayers),
            ("Drafts:GpuLayers", model.Drafts.GpuLayers, -1, AllLayers),
            ("Context", model.Context, 16, "it counts the positions of one generation, prompt included"),
            ("Slots", model.Slots, 1, "it counts the generations that run at once on a node"),
        ];
    }

    private static string TooLittle(string name, int value, int least, string reason) => $"{name} is {value}; use {least} or more: {reason}.";

    // Of several models, the entry; of one, the option as well.
    private static string NameOf(MeshTopology mesh, int number, string key) =>
        mesh.Models.IsEmpty ? MeshSetting.For(key).ToString() : MeshSetting.FileName($"{nameof(MeshTopology.Models)}:{number}:{key}");

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

    private static IEnumerable<string> Models(MeshTopology mesh)
    {
        for (var number = 0; number < mesh.Groups.Length; number++)
        {
            var model = mesh.Groups[number];
            foreach (var problem in File(NameOf(mesh, number, "Target"), model.Target, model.Verifiers).Concat(File(NameOf(mesh, number, "Draft"), model.Draft, model.Drafts)))
                yield return problem;

            var twin = mesh.Groups.Take(number).FirstOrDefault(other => model.Name.Length > 0 ? other.Name == model.Name : other.Name.Length == 0 && other.Target == model.Target);
            if (twin is not null)
                yield return $"{NameOf(mesh, number, "Name")} must differ from the other models': requests choose a model by its name.";
        }
    }

    private static IEnumerable<string> File(string setting, string path, NodeGroup group)
    {
        if (group.Count < 1)
            yield break;
        if (path.Length == 0)
            yield return $"{setting} is not set and the bundled model was not found; name a GGUF file.";
        else if (!System.IO.File.Exists(path))
            yield return $"{setting}: there is no file '{path}'; name a GGUF file.";
    }
}
