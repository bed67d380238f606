namespace SpecMesh.AppHost.Topology;

/// <summary>Turns a service's settings into the environment variables that .NET reads configuration from.</summary>
public static class ServiceEnvironment
{
    /// <summary>The variable that says where the nodes of a role are.</summary>
    public static string PeersVariable(ServiceRole role) => Variable($"Mesh:{role}s");

    /// <summary>The variables of <paramref name="spec"/>, without those for its peers.</summary>
    public static Dictionary<string, string> Of(ServiceSpec spec)
    {
        var settings = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var endpoint in spec.Endpoints)
        {
            settings[Variable($"Kestrel:Endpoints:{endpoint.Name}:Url")] = $"http://{BracketIPv6(spec.Host)}:{endpoint.Port}";
            settings[Variable($"Kestrel:Endpoints:{endpoint.Name}:Protocols")] = endpoint.Protocols;
        }

        foreach (var (key, value) in spec.Settings)
            settings[Variable(key)] = value;
        return settings;
    }

    private static string Variable(string key) => key.Replace(":", "__", StringComparison.Ordinal);

    private static string BracketIPv6(string host) => host.Contains(':', StringComparison.Ordinal) && host[0] != '[' ? $"[{host}]" : host;
}
