using System.Text;

namespace SpecMesh.Inference.Tests.LlamaCpp;

/// <summary>A copy of the bundled draft with something wrong in it, deleted afterwards.</summary>
internal sealed class TemporaryModel : IDisposable
{
    private TemporaryModel(ReadOnlySpan<byte> bytes)
    {
        Path = System.IO.Path.Combine(System.IO.Path.GetTempPath(), $"specmesh-{Guid.NewGuid():N}.gguf");
        File.WriteAllBytes(Path, bytes);
    }

    public string Path { get; }

    public static TemporaryModel Of(ReadOnlySpan<byte> bytes) => new(bytes);

    /// <summary>The first <paramref name="share"/> of the file, 0 to 1.</summary>
    public static TemporaryModel Truncated(double share)
    {
        var bytes = File.ReadAllBytes(BundledModels.Draft);
        return new TemporaryModel(bytes.AsSpan(0, (int)(bytes.Length * share)));
    }

    /// <summary>With each occurrence of a text replaced by another of the same length.</summary>
    public static TemporaryModel Patched(string text, string replacement)
    {
        Assert.Equal(text.Length, replacement.Length);
        var bytes = File.ReadAllBytes(BundledModels.Draft);
        var (from, to) = (Encoding.UTF8.GetBytes(text), Encoding.UTF8.GetBytes(replacement));
        var count = 0;
        for (var at = bytes.AsSpan().IndexOf(from); at >= 0; at = bytes.AsSpan().IndexOf(from), count++)
            to.CopyTo(bytes.AsSpan(at));
        Assert.NotEqual(0, count);
        return new TemporaryModel(bytes);
    }

    public void Dispose() => File.Delete(Path);
}
