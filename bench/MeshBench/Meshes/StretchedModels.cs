using System.Security.Cryptography;
using SpecMesh.AppHost.Topology;
using SpecMesh.ModelForge.Gguf;
using SpecMesh.ModelForge.Stretching;

namespace SpecMesh.MeshBench.Meshes;

/// <summary>A shape to stretch a model to.</summary>
internal sealed record ModelShape(int Width, int Depth, int Ffn)
{
    /// <summary>About 150 million parameters with the bundled vocabulary.</summary>
    public static ModelShape Target { get; } = new(960, 13, 2560);

    /// <summary>A draft whose pass of one row costs about a tenth of the target's.</summary>
    public static ModelShape DearDraft { get; } = new(320, 8, 896);

    public override string ToString() => $"{Width}x{Depth}x{Ffn}";

    public static ModelShape Parse(string text) =>
        text.Split('x') is [var width, var depth, var ffn]
            ? new ModelShape(int.Parse(width, null), int.Parse(depth, null), int.Parse(ffn, null))
            : throw new FormatException($"'{text}' is no shape. Give WIDTHxDEPTHxFFN, for example {Target}.");
}

/// <summary>The bundled models at the size of larger ones, made once and kept.</summary>
internal static class StretchedModels
{
    private const int Seed = 1;

    public static string Target(ModelShape? shape, CancellationToken cancellation) => Get(BundledModels.Target, "target", shape, cancellation);

    public static string Draft(ModelShape? shape, CancellationToken cancellation) => Get(BundledModels.Draft, "draft", shape, cancellation);

    private static string Get(string bundled, string name, ModelShape? shape, CancellationToken cancellation)
    {
        if (shape is null)
            return bundled;

        // The name holds the hash of what it was made from, so that a retrained model is stretched anew.
        var hash = Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(bundled)))[..8];
        var path = Path.Combine("artifacts", "bench", $"{name}-{hash}-{shape}.gguf");
        if (File.Exists(path))
            return Path.GetFullPath(path);

        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var source = GgufReader.Read(bundled);
        var plan = StretchPlan.Create(source, new StretchOptions(shape.Width, shape.Depth, shape.Ffn, TensorType.F16, Seed));
        Stretcher.Write(source, plan, path, Seed, progress: null, cancellation);
        return Path.GetFullPath(path);
    }
}
