namespace SpecMesh.AppHost.Local;

/// <summary>
/// Addresses of nodes, one a line. Services that were given the file see each change within seconds, so that a line added by
/// hand brings a node into a running mesh.
/// </summary>
public sealed class PeersFile
{
    /// <summary>How the names of peers files end.</summary>
    public const string Extension = ".peers";

    private readonly Lock _lock = new();

    /// <summary>Creates the file, or overwrites it.</summary>
    public PeersFile(string path, IEnumerable<Uri> nodes)
    {
        Path = path;
        File.WriteAllLines(path, nodes.Select(Address));
    }

    /// <summary>Where it is.</summary>
    public string Path { get; }

    /// <summary>Adds a node.</summary>
    public void Add(Uri node)
    {
        lock (_lock)
            File.AppendAllLines(Path, [Address(node)]);
    }

    /// <summary>Removes a node.</summary>
    public void Remove(Uri node)
    {
        lock (_lock)
        {
            // Readers see the old list or the new one, never half a list.
            var next = Path + ".next" + Extension;
            File.WriteAllLines(next, File.ReadAllLines(Path).Where(line => line.Trim() != Address(node)));
            File.Move(next, Path, overwrite: true);
        }
    }

    private static string Address(Uri node) => node.GetLeftPart(UriPartial.Authority);
}
