namespace SpecMesh.ModelForge.Tests;

/// <summary>The bundled pair, and a folder for files that a test makes.</summary>
public sealed class TestFiles : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("specmesh-forge-");

    public static string Target => PathOf("specmesh-target.gguf");

    public static string Draft => PathOf("specmesh-draft.gguf");

    /// <summary>A path in the folder.</summary>
    public string this[string name] => Path.Combine(_folder.FullName, name);

    /// <summary>Writes a file into the folder.</summary>
    public string Write(string name, ReadOnlySpan<byte> bytes)
    {
        File.WriteAllBytes(this[name], bytes);
        return this[name];
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private static string PathOf(string file)
    {
        for (var directory = new DirectoryInfo(AppContext.BaseDirectory); directory is not null; directory = directory.Parent)
        {
            var path = Path.Combine(directory.FullName, "models", file);
            if (File.Exists(path))
                return path;
        }

        throw new FileNotFoundException($"No folder above the tests has models/{file}.");
    }
}
