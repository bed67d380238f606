namespace SpecMesh.LoadTest;

/// <summary>Reads the files that users name.</summary>
internal static class TextFile
{
    /// <summary>The lines that are not blank, with their numbers.</summary>
    /// <exception cref="LoadTestException">It cannot be read.</exception>
    public static IReadOnlyList<(int Number, string Text)> Lines(string path) =>
        [.. All(path).Split('\n').Select((line, index) => (index + 1, line.Trim())).Where(line => line.Item2.Length > 0)];

    /// <summary>The whole text.</summary>
    /// <exception cref="LoadTestException">It cannot be read.</exception>
    public static string All(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new LoadTestException($"The file '{path}' cannot be read: {e.Message}", e);
        }
    }
}
