namespace SpecMesh.Testing;

/// <summary>The files in <c>models/</c> at the root of the repository.</summary>
internal static class BundledModels
{
    public static string Target => PathOf("specmesh-target.gguf");

    public static string Draft => PathOf("specmesh-draft.gguf");

    /// <summary>A file below <c>models/</c>, found by walking up from the test's binary.</summary>
    public static string PathOf(string file)
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
