using SpecMesh.AppHost.Topology;

namespace SpecMesh.AppHost.Local;

/// <summary>The folder with the peers files of a running mesh.</summary>
internal static class RunDirectory
{
    private const string Separators = ",;";

    /// <summary>Makes it, with no peers files in it.</summary>
    /// <exception cref="TopologyException">It cannot be written or used.</exception>
    public static void Prepare(string path)
    {
        if (path.AsSpan().IndexOfAny(Separators) >= 0)
            throw new TopologyException(
                $"{MeshSetting.For("RunDirectory")}: '{path}' has a comma or semicolon, which separate addresses in the Mesh settings; "
                + "name another folder.");

        try
        {
            Remove(path);
            Directory.CreateDirectory(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new TopologyException(
                $"{MeshSetting.For("RunDirectory")}: cannot write '{path}' ({e.Message}); name a folder that can be written.");
        }
    }

    /// <summary>Removes the peers files, and the folder if nothing else is in it.</summary>
    public static void Remove(string path)
    {
        if (!Directory.Exists(path))
            return;
        foreach (var file in Directory.EnumerateFiles(path, "*" + PeersFile.Extension))
            File.Delete(file);
        if (!Directory.EnumerateFileSystemEntries(path).Any())
            Directory.Delete(path);
    }
}
