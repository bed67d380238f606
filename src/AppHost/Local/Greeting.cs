using SpecMesh.AppHost.Topology;

namespace SpecMesh.AppHost.Local;

/// <summary>What the user reads once the mesh can be used.</summary>
internal static class Greeting
{
    public static IEnumerable<string> Lines(LocalMesh mesh, MeshTopology topology)
    {
        var gateways = mesh.Services.Values
            .Where(service => service.Spec.Role == ServiceRole.Gateway)
            .Select(service => $"http://{UserHost(topology)}:{service.Spec.Endpoints.Single().Port}")
            .Order()
            .ToList();
        yield return $"SpecMesh answers at {string.Join(" and ", gateways)}. Open it in a browser, or ask it something:";
        yield return "";
        yield return $"curl {gateways[0]}/v1/chat/completions -H 'Content-Type: application/json' "
            + $$"""-d '{{{Model(topology)}}"messages":[{"role":"user","content":"Tell me a short story about a fox."}],"temperature":0}'""";
        yield return "";
        yield return $"Nodes are listed in {mesh.Verifiers.Path} and {mesh.Drafts.Path}; add a line and the mesh uses it. Ctrl-C stops everything.";
    }

    // One of several models must be named.
    private static string Model(MeshTopology topology) => topology.Models.Length < 2
        ? ""
        : $"\"model\":\"{topology.Models.Select(model => model.Name).FirstOrDefault(name => name.Length > 0) ?? "NAME (GET /v1/models lists them)"}\",";

    private static string UserHost(MeshTopology topology) =>
        topology.Host is "127.0.0.1" or "0.0.0.0" or "*" or "+" or "::" or "::1" ? "localhost" : topology.Host;
}
