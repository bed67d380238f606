namespace SpecMesh.AppHost.Topology;

/// <summary>The model pair that comes with SpecMesh, in the folder <c>models</c>.</summary>
public static class BundledModels
{
    private const string Folder = "models";

    /// <summary>Full path of the bundled target, or empty where it cannot be found.</summary>
    public static string Target => Find("specmesh-target.gguf");

    /// <summary>Full path of the bundled draft, or empty where it cannot be found.</summary>
    public static string Draft => Find("specmesh-draft.gguf");

    // Beside a published host, or above a built one and above where the user stands.
    private static string Find(string file) =>
        new[] { AppContext.BaseDirectory, Directory.GetCurrentDirectory() }
            .SelectMany(UpwardsFrom)
            .Select(directory => Path.Combine(directory, Folder, file))
            .FirstOrDefault(File.Exists, "");

    private static IEnumerable<string> UpwardsFrom(string start)
    {
        for (var directory = new DirectoryInfo(start); directory is not null; directory = directory.Parent)
            yield return directory.FullName;
    }
}
