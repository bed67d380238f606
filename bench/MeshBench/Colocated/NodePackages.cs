using System.Text.Json.Nodes;

namespace SpecMesh.MeshBench.Colocated;

/// <summary>The packages that <c>node/package-lock.json</c> pins, restored beside a copy of the script that needs them.</summary>
internal static class NodePackages
{
    private static readonly string Source = Path.Combine("bench", "MeshBench", "Colocated", "node");
    private static readonly string Restored = Path.Combine("artifacts", "bench", "colocated");

    // The other optional packages are llama.cpp for GPUs and other systems, 600 MB. The two for Linux are ordinary ones for that reason,
    // of which one is for another processor: npm takes that for an error unless forced. `npm ci` wants to know packages for other systems
    // too, which some registries do not have; `npm install --no-save` keeps to the lock and its hashes as well.
    private static readonly string[] Install =
        ["install", "--no-save", "--omit=optional", "--force", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"];

    /// <summary>Restores what is missing; gives the full path of the folder.</summary>
    public static async Task<string> RestoreAsync(CancellationToken cancellation)
    {
        var root = FindRoot();
        var directory = Directory.CreateDirectory(Path.Combine(root, Restored)).FullName;
        var stamp = Path.Combine(directory, "node_modules", ".restored");
        var pinned = await File.ReadAllTextAsync(Path.Combine(root, Source, "package-lock.json"), cancellation);
        foreach (var file in Directory.EnumerateFiles(Path.Combine(root, Source)))
            File.Copy(file, Path.Combine(directory, Path.GetFileName(file)), overwrite: true);
        if (File.Exists(stamp) && await File.ReadAllTextAsync(stamp, cancellation) == pinned)
            return directory;

        await ShortProgram.RunAsync("npm", Install, directory, cancellation);
        await File.WriteAllTextAsync(stamp, pinned, cancellation);
        return directory;
    }

    /// <summary>Version of node-llama-cpp, which is also that of the libraries it carries.</summary>
    public static string LlamaVersion(string directory) =>
        JsonNode.Parse(File.ReadAllText(Path.Combine(directory, "node_modules", "node-llama-cpp", "package.json")))!["version"]!.GetValue<string>();

    // Above the built bench or above where the user stands.
    private static string FindRoot()
    {
        foreach (var start in new[] { AppContext.BaseDirectory, Directory.GetCurrentDirectory() })
        {
            for (var directory = new DirectoryInfo(start); directory is not null; directory = directory.Parent)
            {
                if (Directory.Exists(Path.Combine(directory.FullName, Source)))
                    return directory.FullName;
            }
        }

        throw new DirectoryNotFoundException($"'{Source}' was not found. Run the bench from the repository.");
    }
}
