using System.Reflection;
using SpecMesh.AppHost.Topology;

namespace SpecMesh.AppHost.Local;

/// <summary>Finds the assemblies that the services run from.</summary>
public static class ServiceAssemblies
{
    /// <summary>Full path of the assembly for a role.</summary>
    /// <exception cref="TopologyException">It has not been built.</exception>
    public static string For(ServiceRole role)
    {
        var project = ServiceProject.Name(role);
        var name = $"SpecMesh.{project}";
        string[] candidates = [Published(project, name), Built(name)];
        return candidates.FirstOrDefault(File.Exists)
            ?? throw new TopologyException($"{name}.dll is neither at '{candidates[0]}' nor at '{candidates[1]}'; build the host again.");
    }

    // `dotnet publish` puts the services beside the host.
    private static string Published(string project, string name) => Path.Combine(AppContext.BaseDirectory, "services", project, name + ".dll");

    // A build writes down where it has put them.
    private static string Built(string name) =>
        typeof(ServiceAssemblies).Assembly
            .GetCustomAttributes<AssemblyMetadataAttribute>()
            .FirstOrDefault(metadata => metadata.Key == name)?.Value ?? "";
}
