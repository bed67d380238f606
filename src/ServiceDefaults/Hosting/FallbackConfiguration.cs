using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Configuration.Memory;

namespace SpecMesh.ServiceDefaults.Hosting;

public static class FallbackConfiguration
{
    /// <summary>Adds settings that every other source (files, environment, command line) overrides.</summary>
    public static void AddFallback(this IConfigurationBuilder configuration, IEnumerable<KeyValuePair<string, string?>> settings)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        configuration.Sources.Insert(0, new MemoryConfigurationSource { InitialData = settings });
    }
}
