using SpecMesh.AppHost.Topology;

namespace SpecMesh.AppHost.Local;

/// <summary>Turns a service's settings into the environment variables that .NET reads configuration from.</summary>
internal static class ServiceEnvironment
{
    /// <summary>The variables for <paramref name="spec"/>.</summary>
    /// <param name="spec">The service.</param>
    /// <param name="peers">Where the nodes of a role are, in the notation of the <c>Mesh</c> settings.</param>
    public static IReadOnlyDictionary<string, string> For(ServiceSpec spec, Func<ServiceRole, string> peers)
    {
        var settings = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var endpoint in spec.Endpoints)
        {
            settings[$"Kestrel:Endpoints:{endpoint.Name}:Url"] = $"http://{BracketIPv6(spec.Host)}:{endpoint.Port}";
            settings[$"Kestrel:Endpoints:{endpoint.Name}:Protocols"] = endpoint.Protocols;
        }

        foreach (var role in spec.Peers)
            settings[$"Mesh:{role}s"] = peers(role);

        foreach (var (key, value) in spec.Settings)
            settings[key] = value;
        return settings.ToDictionary(setting => setting.Key.Replace(":", "__", StringComparison.Ordinal), setting => setting.Value);
    }

    private static string BracketIPv6(string host) => host.Contains(':', StringComparison.Ordinal) && host[0] != '[' ? $"[{host}]" : host;
}
